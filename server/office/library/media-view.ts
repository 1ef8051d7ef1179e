import type { MediaView } from '../../../shared/api/media.js';
import type { MediaEntry, MediaFailure, MediaState } from '../store/media-entry.js';

/** How far a preparation that is running is. */
export interface LiveProgress {
  readonly progress: number;
  readonly etaSeconds: number | null;
  /** What it waits for, when it cannot go on by itself. */
  readonly error: MediaFailure | null;
}

/** A media as hosts see it. */
export function viewOf(entry: MediaEntry, live: LiveProgress | undefined): MediaView {
  const { id, title, revision, state, aac, source, createdAtMs, updatedAtMs } = entry;
  return {
    ...{ id, title, revision, aac, createdAtMs, updatedAtMs },
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
