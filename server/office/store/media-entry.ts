import { z } from 'zod';
import type { Millis } from '../../../shared/units.js';
import type { MediaTable } from './schema.js';

const layerSchema = z.object({ width: z.number(), height: z.number(), kbps: z.number() });
const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});
const failureSchema = z.object({ code: z.string(), message: z.string() });

export type MediaLayer = z.infer<typeof layerSchema>;
/** Something that was found in a source, and what was done about it. */
export type MediaFinding = z.infer<typeof findingSchema>;
/** Why a media could not be prepared: a code of the error catalogue, and the sentence for the host. */
export type MediaFailure = z.infer<typeof failureSchema>;
export type MediaStatus = MediaState['status'];

/** What preparing made of a source. */
export interface PreparedFacts {
  /** The name that its objects in the blob store lie under. */
  readonly objectId: string;
  readonly fps: number;
  readonly frames: number;
  readonly layers: readonly MediaLayer[];
  readonly findings: readonly MediaFinding[];
}

/** Whether there is AAC of it, for players that are not ours. */
export type AacState = MediaTable['aac'];

export type MediaState =
  | { readonly status: 'queued' }
  | { readonly status: 'processing'; readonly progress: number }
  | ({ readonly status: 'ready' } & PreparedFacts)
  | { readonly status: 'failed'; readonly error: MediaFailure };

/** The file that a media is made of. */
export interface MediaSource {
  readonly sha256: string;
  readonly bytes: number;
  /** As the host's own machine names it: shown, never used as a path. */
  readonly filename: string;
}

/** A media in the library, whatever its state. */
export interface MediaEntry {
  readonly id: string;
  readonly title: string;
  /** Rises with what a host does to it, not with the progress of its preparation. */
  readonly revision: number;
  /** Null for media that the server made itself. */
  readonly source: MediaSource | null;
  readonly state: MediaState;
  readonly aac: AacState;
  readonly createdAtMs: Millis;
  readonly updatedAtMs: Millis;
}

export function entryFromRow(row: MediaTable): MediaEntry {
  const { id, title, revision, source_sha256: sha256, source_bytes: bytes, source_filename: filename } = row;
  return {
    ...{ id, title, revision, state: stateOf(row), aac: row.aac },
    source: sha256 === null ? null : { sha256, bytes, filename: filename ?? '' },
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

function stateOf(row: MediaTable): MediaState {
  switch (row.status) {
    case 'queued':
      return { status: 'queued' };
    case 'processing':
      return { status: 'processing', progress: row.progress };
    case 'failed':
      return { status: 'failed', error: failureSchema.parse(JSON.parse(row.error ?? 'null')) };
    case 'ready':
      return {
        ...{ status: 'ready', objectId: row.object_id ?? row.id, fps: row.fps, frames: row.frames },
        layers: z.array(layerSchema).parse(JSON.parse(row.layers ?? '[]')),
        findings: z.array(findingSchema).parse(JSON.parse(row.findings)),
      };
  }
}

type StateColumns = Pick<
  MediaTable,
  'status' | 'progress' | 'error' | 'findings' | 'layers' | 'object_id' | 'fps' | 'frames' | 'aac' | 'aac_attempts'
>;

const NOTHING_PREPARED = {
  ...{ error: null, findings: '[]', layers: null, object_id: null, fps: 0, frames: 0 },
  ...({ aac: 'none', aac_attempts: 0 } as const),
};

export function stateColumns(state: MediaState): StateColumns {
  switch (state.status) {
    case 'queued':
      return { ...NOTHING_PREPARED, status: 'queued', progress: 0 };
    case 'processing':
      return { ...NOTHING_PREPARED, status: 'processing', progress: state.progress };
    case 'failed':
      return { ...NOTHING_PREPARED, status: 'failed', progress: 0, error: JSON.stringify(state.error) };
    case 'ready':
      return {
        ...{ status: 'ready', progress: 1, error: null, object_id: state.objectId },
        ...{ fps: state.fps, frames: state.frames, aac: 'queued', aac_attempts: 0 },
        layers: JSON.stringify(state.layers),
        findings: JSON.stringify(state.findings),
      };
  }
}
