import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { flagSchema } from './flag.js';
import { instantMsSchema, instantQuerySchema, instantSchema } from './instant.js';
import { conditionSchema } from './sequences.js';

const repeat = z
  .string()
  .min(1)
  .max(500)
  .describe('An RRULE value (RFC 5545), such as `FREQ=WEEKLY;BYDAY=MO,FR`; startsAt counts when it fits the rule.');
const timeZone = z.string().min(1).max(64).describe('The IANA time zone that `repeat` counts in; UTC when left out.');
const priority = z.int().min(-1000).max(1000).describe('A higher one covers a lower one; equal ones never overlap.');

const sequenceId = z
  .string()
  .min(1)
  .max(64)
  .nullable()
  .describe('Null for the built-in slate, which is on air until `endsAt`, or until the entry is taken out.');
const startsAt = instantSchema.describe('UTC milliseconds or ISO 8601; snapped to the grid.');
const placing = {
  endsAt: instantSchema.nullable().exactOptional().describe('Of its first time on air, when it repeats.'),
  loop: z
    .boolean()
    .exactOptional()
    .describe('Plays the sequence again and again until endsAt, or for ever. The slate always is.'),
  repeat: repeat.nullable().exactOptional(),
  timeZone: timeZone.nullable().exactOptional(),
  priority: priority.exactOptional(),
  when: conditionSchema.exactOptional().describe('For these audiences alone; `{}` is everybody.'),
};

export const entryInputSchema = z.strictObject({ sequenceId, startsAt, ...placing }).meta({ id: 'ScheduleEntryInput' });
export type EntryInput = Immutable<z.output<typeof entryInputSchema>>;

export const entryEditSchema = z
  .strictObject({ sequenceId: sequenceId.exactOptional(), startsAt: startsAt.exactOptional(), ...placing })
  .meta({ id: 'ScheduleEntryEdit' });
export type EntryEdit = Immutable<z.output<typeof entryEditSchema>>;

const occurrenceSchema = z.object({
  startsAt: instantMsSchema,
  endsAt: instantMsSchema.nullable().describe('UTC milliseconds; null when it never ends.'),
});

export const entryViewSchema = z
  .object({
    id: z.string(),
    sequenceId: z.string().nullable().describe('Null for the built-in slate.'),
    startsAt: instantMsSchema,
    endsAt: instantMsSchema.nullable(),
    loop: z.boolean(),
    repeat: z.string().nullable(),
    timeZone: z.string().nullable(),
    priority: z.int(),
    when: conditionSchema,
    revision: z.int().describe('The version of the schedule that last changed it.'),
    sequenceRevision: z
      .int()
      .nullable()
      .describe('The revision of the sequence that it plays, or is about to; null for the slate.'),
    occurrences: z.array(occurrenceSchema).exactOptional(),
  })
  .meta({ id: 'ScheduleEntry' });
/** An entry of a channel's schedule as hosts see it. */
export type EntryView = Immutable<z.infer<typeof entryViewSchema>>;

export const scheduleQuerySchema = z.object({
  from: instantQuerySchema.optional().describe('UTC milliseconds or ISO 8601.'),
  to: instantQuerySchema.optional().describe('UTC milliseconds or ISO 8601.'),
  occurrences: flagSchema.describe('With each time that an entry is on air from `from` to `to`, at most 1000 in all.'),
});

export const scheduleViewSchema = z
  .object({
    channel: z.string(),
    version: z.int(),
    effectiveAt: instantMsSchema,
    fillerMediaId: z.string().nullable(),
    entries: z.array(entryViewSchema),
    truncated: z.boolean().describe('There are more occurrences than are listed: ask for a shorter time.'),
  })
  .meta({ id: 'Schedule' });
export type ScheduleView = Immutable<z.infer<typeof scheduleViewSchema>>;

export const versionViewSchema = z
  .object({
    version: z.int(),
    at: instantMsSchema.describe('When it was made, UTC milliseconds.'),
    effectiveAt: instantMsSchema.describe('From when it is in force, UTC milliseconds.'),
    actor: z.string().describe('Who made it.'),
    action: z.string().describe('What was done, for programs.'),
    text: z.string().describe('What was done, in words.'),
    summary: z.record(z.string(), z.unknown()).describe('What was done, with the ids and values it is about.'),
  })
  .meta({ id: 'ScheduleVersion' });
export type VersionView = Immutable<z.infer<typeof versionViewSchema>>;

export const versionListSchema = z.object({
  items: z.array(versionViewSchema),
  nextCursor: z.string().nullable().describe('Ask for the next page with it; null on the last.'),
});

export const undoSchema = z.strictObject({ version: z.int().min(1).describe('The version to go back to.') });
