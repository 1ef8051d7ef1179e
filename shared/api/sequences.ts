import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { conditionKey } from '../timeline/audience.js';
import { attributesSchema } from './attributes.js';

const MOST_ITEMS = 10_000;
const MOST_VARIANTS = 64;
/** Of all slots of a sequence, its other items counted too. */
const MOST_CHOICES = 20_000;
/** Of all slots of a sequence. */
const MOST_CONDITIONS = 256;
const _MOST_ATTRIBUTES = 16;
const WEEK_MS = 7 * 86_400_000;

const mediaId = z.string().min(1).max(64);
const lengthMs = z.number().min(0).max(WEEK_MS);

/** The attributes that an audience must have for a variant or an entry to be its own; `{}` is everybody's. */
export const conditionSchema = attributesSchema().meta({ id: 'Condition' });

const trim = {
  inMs: lengthMs.exactOptional().describe('Into the media; its start when left out. Snapped to the grid.'),
  outMs: lengthMs.exactOptional().describe('Into the media; its end when left out. Snapped to the grid.'),
};

function isForwards({ inMs = 0, outMs = Number.POSITIVE_INFINITY }: { inMs?: number; outMs?: number }): boolean {
  return outMs > inMs;
}

const variantSchema = z
  .strictObject({ when: conditionSchema, mediaId, ...trim })
  .refine(isForwards, { path: ['outMs'], error: 'must be after inMs' })
  .meta({ id: 'Variant' });

const mediaItemSchema = z
  .strictObject({ mediaId, ...trim })
  .refine(isForwards, { path: ['outMs'], error: 'must be after inMs' })
  .meta({ id: 'SequenceMedia' });

const slotItemSchema = z
  .strictObject({
    slot: z.strictObject({
      name: z.string().trim().min(1).max(200),
      durationMs: lengthMs.min(1).exactOptional().describe('Snapped to the grid; the fallback’s length when left out.'),
      variants: z.array(variantSchema).max(MOST_VARIANTS).describe('The first one that fits the audience is on air.'),
      fallbackMediaId: mediaId.describe('On air for audiences that no variant fits.'),
    }),
  })
  .meta({ id: 'SequenceSlot' });

export const sequenceItemSchema = z.union([mediaItemSchema, slotItemSchema]);

/** One position of a sequence as its author wrote it: a media, or a slot that each audience has its own media in. */
export type StoredItem = Immutable<z.infer<typeof sequenceItemSchema>>;
export type StoredCondition = Immutable<z.infer<typeof conditionSchema>>;

const sequenceNameSchema = z.string().trim().min(1).max(200);
const sequenceItemsSchema = z
  .array(sequenceItemSchema)
  .min(1)
  .max(MOST_ITEMS)
  .refine(hasFewChoices, `at most ${MOST_CHOICES} items and variants, and ${MOST_CONDITIONS} different conditions`);

/** Every way that a sequence can be seen in has to be worked out when a schedule that has it is edited. */
function hasFewChoices(items: readonly z.output<typeof sequenceItemSchema>[]): boolean {
  const variants = items.flatMap((item) => ('slot' in item ? item.slot.variants : []));
  const conditions = new Set(variants.map(({ when }) => conditionKey(when)));
  return items.length + variants.length <= MOST_CHOICES && conditions.size <= MOST_CONDITIONS;
}

export const sequenceInputSchema = z
  .strictObject({ name: sequenceNameSchema, items: sequenceItemsSchema })
  .meta({ id: 'SequenceInput' });
export type SequenceInput = Immutable<z.infer<typeof sequenceInputSchema>>;

export const sequenceEditSchema = z
  .strictObject({ name: sequenceNameSchema.exactOptional(), items: sequenceItemsSchema.exactOptional() })
  .meta({ id: 'SequenceEdit' });
export type SequenceEdit = Immutable<z.infer<typeof sequenceEditSchema>>;

export const sequenceViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    revision: z.int(),
    durationMs: z.number().describe('Of one turn.'),
    items: z.array(sequenceItemSchema),
    createdAtMs: z.number().describe('UTC milliseconds'),
    updatedAtMs: z.number().describe('UTC milliseconds'),
  })
  .meta({ id: 'Sequence' });
/** A sequence at its newest revision. */
export type SequenceView = Immutable<z.infer<typeof sequenceViewSchema>>;

export const sequenceListSchema = z.object({
  items: z.array(sequenceViewSchema),
  nextCursor: z.string().nullable().describe('Ask for the next page with it; null on the last.'),
});
