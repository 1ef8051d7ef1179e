import { z } from 'zod';

/** The header that guards an edit (RFC 9110, section 13.1.1). */
export const ifMatch = z.object({
  'if-match': z.string().max(200).optional().describe('The ETag the change was made from.'),
});
