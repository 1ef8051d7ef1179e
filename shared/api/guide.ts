import { z } from 'zod';
import { instantMsSchema } from './instant.js';
import { conditionSchema } from './sequences.js';

/** `audience[lang]=fr` in a query. */
export const audienceQuerySchema = conditionSchema
  .optional()
  .describe('Whose programme: for whoever is signed in. A viewer is told their own, that of their token.');

/** `token=…` in a query. */
export const tokenQuerySchema = z
  .string()
  .max(4096)
  .optional()
  .describe('A viewer token, for programs that cannot send it in a header, such as calendars.');

const programmeSchema = z
  .object({
    kind: z.literal('media'),
    mediaId: z.string(),
    title: z.string(),
    sequenceId: z.string(),
    slot: z.string().optional().describe('The name of the slot of the sequence that it is on air in.'),
    startsAt: instantMsSchema,
    endsAt: instantMsSchema,
    offsetMs: z.number().describe('Where in the media it starts: above 0 when something covered its beginning.'),
  })
  .meta({ id: 'Programme' });

const sequenceProgrammeSchema = z
  .object({
    kind: z.literal('sequence'),
    title: z.string().describe('The name of the sequence.'),
    sequenceId: z.string(),
    startsAt: instantMsSchema,
    endsAt: instantMsSchema,
  })
  .meta({ id: 'SequenceProgramme' });

const gapSchema = z
  .object({ kind: z.enum(['filler', 'slate']), startsAt: instantMsSchema, endsAt: instantMsSchema })
  .meta({ id: 'ProgrammeGap' });

export const guideSchema = z
  .object({
    channel: z.object({ slug: z.string(), name: z.string() }),
    version: z.int().describe('The newest version of the schedule that it tells of.'),
    from: instantMsSchema.describe('When the first programme starts: those that touch the range are there as a whole.'),
    to: instantMsSchema.describe('When the last one ends.'),
    programmes: z
      .array(z.union([programmeSchema, sequenceProgrammeSchema, gapSchema]))
      .describe(
        'In order, each starting where the one before ends. Gaps are there once, however often a filler loops.',
      ),
    next: z
      .number()
      .nullable()
      .describe('Null when the whole range is told; else it was too much: ask again with this as `from`.'),
  })
  .meta({ id: 'Guide' });
/** `GET /api/v1/channels/:slug/guide.json`. */
export type GuideAnswer = z.infer<typeof guideSchema>;
