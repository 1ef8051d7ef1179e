import { z } from 'zod';
import { instantMsSchema } from './instant.js';

const nowItemSchema = z
  .object({
    kind: z.enum(['media', 'filler', 'slate']),
    mediaId: z.string(),
    title: z.string(),
    sequenceId: z.string().optional().describe('Left out in a gap, and on the slate.'),
    slot: z.string().optional().describe('The name of the slot of the sequence that it is on air in.'),
    startsAt: instantMsSchema,
    endsAt: instantMsSchema.describe(
      'Of a gap, and of the slate, the end of all its turns when that is within a week.',
    ),
    offsetMs: z.number().describe('Into the media at the asked instant; of the next item, where it will start.'),
    frame: z.int(),
  })
  .meta({ id: 'NowItem' });
export type NowItem = z.infer<typeof nowItemSchema>;

export const nowAnswerSchema = z
  .object({
    at: instantMsSchema,
    version: z.int().describe('The version of the schedule that was, is or will be in force at that instant.'),
    lineup: z.string().describe('The key of the lineup that the asked audience is served.'),
    item: nowItemSchema,
    next: nowItemSchema,
  })
  .meta({ id: 'NowAnswer' });
/** `GET /api/v1/channels/:slug/now`. Instants are UTC milliseconds. */
export type NowAnswer = z.infer<typeof nowAnswerSchema>;
