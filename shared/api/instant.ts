import { z } from 'zod';

/** The end of the year 9999: what comes later has no ISO 8601 form of four digits. */
const LAST_INSTANT_MS = 253_402_300_799_999;
const WHAT_IS_TAKEN = 'give UTC milliseconds or an ISO 8601 instant, such as 2026-06-01T20:00:00Z';

const isoInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .refine((atMs) => atMs >= 0 && atMs <= LAST_INSTANT_MS);

/** An instant in a JSON body, as UTC milliseconds. */
export const instantSchema = z.union([z.int().min(0).max(LAST_INSTANT_MS), isoInstant], WHAT_IS_TAKEN);

/** An instant in a query, where everything is text. */
export const instantQuerySchema = z.union(
  [z.coerce.number().int().min(0).max(LAST_INSTANT_MS), isoInstant],
  WHAT_IS_TAKEN,
);

/** An instant in an answer. */
export const instantMsSchema = z.number().describe('UTC milliseconds');
