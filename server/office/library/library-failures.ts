import { CodedError } from '../../../shared/errors.js';
import type { MediaFailure, MediaStatus } from '../store/media-entry.js';

/** What becomes of a preparation that ended the process again and again. */
export function givenUp(attempts: number): MediaFailure {
  const { code, message } = new CodedError(
    'preparation-failed',
    `The server ended ${attempts} times while it prepared this file: export it anew as MP4, or smaller, or try again.`,
  );
  return { code, message };
}

export function stale(revision: number): CodedError {
  return new CodedError('stale-revision', undefined, { revision });
}

export function wrongState(done: string, status: MediaStatus): CodedError {
  return new CodedError('wrong-state', `This media is ${status}: it cannot be ${done}.`, { status });
}
