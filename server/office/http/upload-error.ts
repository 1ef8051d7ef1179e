import { isOutOfRoom } from '../../../media/store/out-of-room.js';
import type { ErrorCode } from '../../../shared/errors.js';
import { CodedError } from '../../../shared/errors.js';

const CODES: Readonly<Record<number, ErrorCode>> = {
  404: 'upload-unknown',
  409: 'upload-offset',
  410: 'upload-expired',
};

/**
 * An error of the tus server, `{ status_code, body }`, as one of ours. It has one status for files that are too large and
 * for more bytes than were announced.
 * @param fits whether what was announced is no larger than allowed
 */
export function codedUploadError(error: Error | { status_code: number; body: string }, fits = true): Error {
  if (isOutOfRoom(error)) {
    return new CodedError('storage-full', 'There is no room on the server: what came through is kept, go on later.');
  }
  if (!('status_code' in error)) return error;
  const { status_code: status, body } = error;
  if (status === 413) return new CodedError(fits ? 'upload-overrun' : 'upload-too-large');
  const code = CODES[status];
  if (code !== undefined) return new CodedError(code);
  if (status < 500 || status === 501) return new CodedError('bad-request', body.trim());
  return new Error(body.trim());
}
