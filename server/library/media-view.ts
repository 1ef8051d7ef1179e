import type { Millis } from '../../shared/units.js';
import type {
  MediaEntry,
  MediaFailure,
  MediaFinding,
  MediaLayer,
  MediaState,
  MediaStatus,
} from '../store/media-entry.js';

/** A media as hosts see it. */
export interface MediaView {
  readonly id: string;
  readonly title: string;
  readonly status: MediaStatus;
  /** 0 to 1; 1 when ready. */
  readonly progress: number;
  /** How long its preparation will go on; null when that cannot be told. */
  readonly etaSeconds: number | null;
  /** Null, as `frames`, until it is ready. */
  readonly durationMs: Millis | null;
  readonly frames: number | null;
  readonly layers: readonly MediaLayer[];
  readonly findings: readonly MediaFinding[];
  readonly error: MediaFailure | null;
  /** Rises with every change by a host, not with the progress of its preparation. */
  readonly revision: number;
  readonly sourceBytes: number;
  readonly filename: string | null;
  readonly createdAtMs: Millis;
  readonly updatedAtMs: Millis;
}

/** How far a preparation that is running is. */
export interface LiveProgress {
  readonly progress: number;
  readonly etaSeconds: number | null;
}

export function viewOf(entry: MediaEntry, live: LiveProgress | undefined): MediaView {
  const { id, title, revision, state, source, createdAtMs, updatedAtMs } = entry;
  return {
    ...{ id, title, revision, createdAtMs, updatedAtMs },
    ...{ sourceBytes: source?.bytes ?? 0, filename: source?.filename ?? null },
    ...stateView(state, live),
  };
}

type StateView = Pick<
  MediaView,
  'status' | 'progress' | 'etaSeconds' | 'durationMs' | 'frames' | 'layers' | 'findings' | 'error'
>;

function stateView(state: MediaState, live: LiveProgress | undefined): StateView {
  const { status } = state;
  const unprepared = { etaSeconds: null, durationMs: null, frames: null, layers: [], findings: [], error: null };
  switch (status) {
    case 'queued':
      return { ...unprepared, status, progress: 0 };
    case 'processing':
      return { ...unprepared, status, progress: state.progress, ...live };
    case 'failed':
      return { ...unprepared, status, progress: 0, error: state.error };
    case 'ready': {
      const { frames, fps, layers, findings } = state;
      return { ...unprepared, status, progress: 1, durationMs: (frames * 1000) / fps, frames, layers, findings };
    }
  }
}
