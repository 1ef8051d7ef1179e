import { z } from 'zod';

const distributionSchema = z
  .object({
    viewers: z.int().describe('How many viewers reported a value.'),
    p50: z.number(),
    p95: z.number(),
    p99: z.number(),
    histogram: z
      .array(z.object({ upTo: z.number().nullable().describe('Null: everything above.'), viewers: z.int() }))
      .describe('Viewers by value, each counted once.'),
  })
  .meta({ id: 'Distribution' });
/** How a figure is spread over the viewers; percentiles by nearest rank. */
export type Distribution = z.infer<typeof distributionSchema>;

const countsSchema = z.record(z.string(), z.int());

export const channelStatsSchema = z
  .object({
    at: z.number().describe('UTC milliseconds'),
    targetLatencyMs: z.number(),
    viewers: z.int().describe('Viewers whose newest report is at most 20 s old; the figures are of those reports.'),
    latencyMs: distributionSchema.nullable().describe('From the instant on air to the instant on screen.'),
    skewMs: distributionSchema.nullable().describe('How far off the common target, early or late.'),
    spreadMs: z
      .number()
      .nullable()
      .describe('How far apart the middle 95 % of the viewers are: 97.5th less 2.5th percentile of their latency.'),
    joinMs: distributionSchema.nullable().describe('From join to the first frame on screen.'),
    clockErrorMs: distributionSchema.nullable().describe('Bound of the error of each viewer’s clock.'),
    rttMs: distributionSchema.nullable(),
    lossPercent: distributionSchema.nullable().describe('Packets lost between each viewer’s last two reports.'),
    layers: countsSchema.describe('Viewers by the simulcast layer on screen, 0 the smallest.'),
    sync: countsSchema.describe('Viewers by how they keep to the target.'),
    freezes: z.int().describe('Since the present viewers opened their players.'),
    framesDropped: z.int().describe('Since the present viewers opened their players.'),
  })
  .meta({ id: 'ChannelStats' });
/** `GET /api/v1/channels/:slug/stats`. */
export type ChannelStats = z.infer<typeof channelStatsSchema>;
