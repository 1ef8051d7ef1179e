import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { reportSchema } from '../protocol/viewer.js';
import { wholeNumberQuery } from './whole-number.js';

export const viewerViewSchema = z
  .object({
    session: z.string(),
    viewerId: z.string().nullable().describe('As the token names the viewer; null for who came without one.'),
    audience: z.record(z.string(), z.string()),
    joinedAtMs: z.number().describe('UTC milliseconds'),
    lineup: z.string().describe('The key of the lineup that this viewer is served.'),
    isConnected: z.boolean().describe('False while a viewer that was cut off may still come back.'),
    reportedAtMs: z.number().nullable().describe('When the report came in; null before the first.'),
    report: reportSchema.nullable().describe("The viewer's own measurements of the last seconds."),
  })
  .meta({ id: 'Viewer' });
/** One who watches a channel. */
export type ViewerView = Immutable<z.infer<typeof viewerViewSchema>>;

export const viewerListSchema = z.object({
  total: z.int().describe('How many watch the channel.'),
  items: z.array(viewerViewSchema).describe('In the order they came.'),
  nextCursor: z.string().nullable().describe('Ask for the next page with it; null on the last.'),
});

export const viewerListQuerySchema = z.object({
  limit: wholeNumberQuery(1, 200).default(50),
  cursor: z.string().max(500).optional(),
});
