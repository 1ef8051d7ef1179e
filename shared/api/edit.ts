import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { flagSchema } from './flag.js';
import { instantMsSchema } from './instant.js';
import { conditionSchema } from './sequences.js';

/** How an edit of what is on air is to be taken. */
export const editQuerySchema = z.object({
  force: flagSchema.describe('Goes ahead although it changes what is on air right now.'),
  dryRun: flagSchema.describe('Answers what would change on air and when, for which audiences, and changes nothing.'),
});

const onAirSchema = z
  .object({
    kind: z.enum(['media', 'filler', 'slate']),
    mediaId: z.string(),
    title: z.string(),
    sequenceId: z.string().nullable().describe('Null in a gap, and on the slate.'),
    offsetMs: z.number().describe('Into the media, where the change begins.'),
  })
  .meta({ id: 'OnAir' });

const airChangeSchema = z
  .object({
    from: instantMsSchema,
    to: instantMsSchema.nullable().describe('UTC milliseconds; null when it never ends.'),
    before: onAirSchema,
    after: onAirSchema,
  })
  .meta({ id: 'AirChange' });

/** More changes than that are not told of one audience. */
export const MOST_AIR_CHANGES = 20;

const audienceChangeSchema = z
  .object({
    audience: conditionSchema.describe('The attributes of a viewer; `{}` is whoever has none.'),
    changesNow: z.boolean().describe('What is on air when the edit takes effect would be another item or frame.'),
    changes: z.array(airChangeSchema).max(MOST_AIR_CHANGES).describe('The first ones, in order.'),
  })
  .meta({ id: 'AudienceChange' });
export type AudienceChange = Immutable<z.infer<typeof audienceChangeSchema>>;

const conflictSchema = z
  .object({
    channel: z.string(),
    entryId: z.string().describe('The entry in the way.'),
    sequenceId: z.string().nullable().describe('What it plays; null for the built-in slate.'),
    with: z.string().describe('The entry that would overlap it.'),
    from: instantMsSchema,
    to: instantMsSchema.nullable().describe('UTC milliseconds; null when it never ends.'),
  })
  .meta({ id: 'ScheduleConflict' });
export type ScheduleConflict = Immutable<z.infer<typeof conflictSchema>>;

export const editPreviewSchema = z
  .object({
    conflict: conflictSchema.nullable().describe('Why the edit would be refused, with force or without.'),
    needsForce: z.boolean().describe('It would change what is on air right now.'),
    channels: z.array(
      z.object({
        channel: z.string(),
        version: z.int().describe('The version of the schedule that the edit would make.'),
        effectiveAt: instantMsSchema,
        audiences: z.array(audienceChangeSchema).describe('Those that would notice something.'),
      }),
    ),
  })
  .meta({ id: 'EditPreview' });
/** What an edit would do to what is on air. */
export type EditPreview = Immutable<z.infer<typeof editPreviewSchema>>;
