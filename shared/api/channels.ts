import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { flagSchema } from './flag.js';
import { wholeNumberQuery } from './whole-number.js';

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

const slugSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/, 'a slug is 1 to 64 small letters, digits and hyphens within');

const channelSettings = {
  name: z.string().trim().min(1).max(200),
  visibility: z.enum(['public', 'token']).describe('Who may watch: anybody, or who has a viewer token.'),
  targetLatencyMs: z.int().min(100).max(2000).describe('How far behind the clock everybody watches.'),
  fillerMediaId: z.string().min(1).max(64).nullable().describe('On air in gaps; null for the built-in slate.'),
  maxViewers: z.int().min(1).max(1_000_000).nullable().describe('Null: as many as the server can serve.'),
  adaptiveLatency: z
    .boolean()
    .describe('Whether the target rises while the slowest viewers cannot hold it, and comes back in time.'),
};

export const channelInputSchema = z
  .strictObject({
    slug: slugSchema.describe('Its name in addresses; it stays.'),
    name: channelSettings.name,
    visibility: channelSettings.visibility.default('public'),
    targetLatencyMs: channelSettings.targetLatencyMs.default(200),
    fillerMediaId: channelSettings.fillerMediaId.default(null),
    maxViewers: channelSettings.maxViewers.default(null),
    adaptiveLatency: channelSettings.adaptiveLatency.default(false),
  })
  .meta({ id: 'ChannelInput' });
export type ChannelInput = Immutable<z.output<typeof channelInputSchema>>;

export const channelEditSchema = z
  .strictObject({
    name: channelSettings.name.exactOptional(),
    visibility: channelSettings.visibility.exactOptional(),
    targetLatencyMs: channelSettings.targetLatencyMs.exactOptional(),
    fillerMediaId: channelSettings.fillerMediaId.exactOptional(),
    maxViewers: channelSettings.maxViewers.exactOptional(),
    adaptiveLatency: channelSettings.adaptiveLatency.exactOptional(),
  })
  .meta({ id: 'ChannelEdit' });
export type ChannelEdit = Immutable<z.output<typeof channelEditSchema>>;

export const channelViewSchema = z
  .object({
    slug: z.string(),
    ...channelSettings,
    revision: z.int().describe('Raised by every edit of the channel itself.'),
    scheduleVersion: z.int().describe('Raised by every change of its schedule.'),
  })
  .meta({ id: 'Channel' });
/** A channel as hosts see it. */
export type ChannelView = Immutable<z.infer<typeof channelViewSchema>>;

export const channelListQuerySchema = z.object({
  limit: wholeNumberQuery(1, 200).default(200),
  cursor: z.string().max(64).optional(),
  all: flagSchema.describe('Those that need a token too, for hosts.'),
});

export const channelListSchema = z.object({
  channels: z.array(z.union([channelViewSchema, channelSummarySchema])),
  nextCursor: z.string().nullable().describe('Ask for the next page with it; null on the last.'),
});
