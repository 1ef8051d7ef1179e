import { z } from 'zod';

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
