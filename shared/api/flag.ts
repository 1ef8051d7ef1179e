import { z } from 'zod';

/** A yes or no in a query; no when left out. */
export const flagSchema = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
