import { z } from 'zod';
import type { Immutable } from '../immutable.js';
import { wholeNumberQuery } from './whole-number.js';

const mediaStatus = z.enum(['queued', 'processing', 'ready', 'failed']);

const layerSchema = z.object({ width: z.int(), height: z.int(), kbps: z.number() }).meta({ id: 'Layer' });

const findingSchema = z
  .object({
    code: z.string().describe('Stable: what was found.'),
    severity: z.enum(['info', 'warning', 'error']),
    message: z.string().describe('What was found and what was done about it, for a host.'),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: 'Finding' });

const aacStateSchema = z.enum(['none', 'queued', 'ready', 'failed']);

export const mediaViewSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    status: mediaStatus,
    progress: z.number().min(0).max(1),
    etaSeconds: z.number().nullable(),
    durationMs: z.number().nullable(),
    frames: z.int().nullable(),
    layers: z.array(layerSchema),
    findings: z.array(findingSchema),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('Why it failed; while it is processing, what it waits for, such as the media store.'),
    aac: aacStateSchema.describe(
      'Whether its sound is there as AAC too, for players other than ours: made in the background once it is ready.',
    ),
    revision: z.int().describe('Raised by every edit; the progress of its preparation is none.'),
    sourceBytes: z.number(),
    filename: z.string().nullable().describe("As the host's own machine names the source."),
    createdAtMs: z.number().describe('UTC milliseconds'),
    updatedAtMs: z.number().describe('UTC milliseconds'),
  })
  .meta({ id: 'Media' });
/** A media as hosts see it, over HTTP and in the events of `/host`. */
export type MediaView = Immutable<z.infer<typeof mediaViewSchema>>;

const damageSchema = z
  .object({
    code: z.enum([
      'index-missing',
      'index-damaged',
      'media-missing',
      'media-size',
      'media-changed',
      'pictures-missing',
      'aac-damaged',
    ]),
    message: z.string(),
  })
  .meta({ id: 'MediaDamage' });
/** What is wrong with the stored bytes of a media. */
export type MediaDamage = Immutable<z.infer<typeof damageSchema>>;

export const mediaCheckSchema = z
  .object({ intact: z.boolean(), damage: z.array(damageSchema) })
  .meta({ id: 'MediaCheck' });
export type MediaCheck = Immutable<z.infer<typeof mediaCheckSchema>>;

export const mediaListSchema = z.object({
  items: z.array(mediaViewSchema),
  nextCursor: z.string().nullable().describe('Ask for the next page with it; null on the last.'),
});

const mediaOrderSchema = z.enum(['newest', 'title', 'longest']);
export type MediaOrder = z.infer<typeof mediaOrderSchema>;

export const mediaListQuerySchema = z.object({
  limit: wholeNumberQuery(1, 200).default(50),
  cursor: z.string().max(3000).optional().describe('Of a page in the same order.'),
  sort: mediaOrderSchema.default('newest'),
  status: mediaStatus.optional(),
  search: z.string().trim().min(1).max(200).optional().describe('Part of the title.'),
});

const titleSchema = z.string().trim().min(1).max(200);
export const mediaImportSchema = z.object({
  path: z.string().min(1).max(4096).describe('A file below IMPORT_DIR.'),
  title: titleSchema.optional(),
});
export const mediaEditSchema = z.object({ title: titleSchema });
