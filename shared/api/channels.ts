import { z } from 'zod';

const instantMs = z.number().describe('UTC milliseconds');

const channelSummarySchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    visibility: z.enum(['public', 'token']),
    targetLatencyMs: z.number(),
  })
  .meta({ id: 'ChannelSummary' });
/** One of `GET /api/v1/channels`. */
export type ChannelSummary = z.infer<typeof channelSummarySchema>;

export const channelListSchema = z.object({ channels: z.array(channelSummarySchema) });

const nowItemSchema = z
  .object({
    kind: z.enum(['media', 'filler', 'slate']),
    mediaId: z.string(),
    title: z.string(),
    sequenceId: z.string().optional(),
    startsAt: instantMs,
    endsAt: instantMs,
    offsetMs: z.number().describe('Into the media at the asked instant; of the next item, where it will start.'),
    frame: z.int(),
  })
  .meta({ id: 'NowItem' });
export type NowItem = z.infer<typeof nowItemSchema>;

export const nowAnswerSchema = z
  .object({
    at: instantMs,
    version: z.int(),
    lineup: z.string().describe('The key of the lineup that the asked audience is served.'),
    item: nowItemSchema,
    next: nowItemSchema,
  })
  .meta({ id: 'NowAnswer' });
/** `GET /api/v1/channels/:slug/now`. Instants are UTC milliseconds. */
export type NowAnswer = z.infer<typeof nowAnswerSchema>;
