import type { TransferRate } from './transfer-rate.js';
import type { QueuedFile } from './upload-queue.js';

interface Upload {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sentBytes: number;
}

/** An upload as it is shown. */
export type UploadView = SentUpload | DuplicateUpload;

export type SentUpload = Upload &
  (
    | { readonly state: 'waiting' | 'paused' | 'done' }
    /** Null as long as it cannot be told. */
    | { readonly state: 'sending'; readonly etaSeconds: number | null }
    | { readonly state: 'failed'; readonly reason: string }
  );

/** Of a file that the library had. */
export interface DuplicateUpload extends Upload {
  readonly state: 'duplicate';
  readonly mediaId: string;
}

export function uploadView(file: QueuedFile, rate: TransferRate): UploadView {
  const { id, name, progress, isPaused, error, meta } = file;
  const sentBytes = Number(progress.bytesUploaded) || 0;
  const upload = { id, name: name ?? 'Unnamed', bytes: file.size ?? 0, sentBytes };
  if (error) return { ...upload, state: 'failed', reason: reasonOf(error) };
  if (progress.uploadComplete && meta.duplicateOf) return { ...upload, state: 'duplicate', mediaId: meta.duplicateOf };
  if (progress.uploadComplete) return { ...upload, sentBytes: upload.bytes, state: 'done' };
  if (isPaused) return { ...upload, state: 'paused' };
  if (progress.uploadStarted) {
    return { ...upload, state: 'sending', etaSeconds: rate.secondsFor(upload.bytes - sentBytes) };
  }
  return { ...upload, state: 'waiting' };
}

/** The server's own words stand as JSON in what the uploader says; without them the line was cut. */
function reasonOf(error: string): string {
  const title = /"title":"((?:[^"\\]|\\.)*)"/.exec(error)?.[1];
  return title === undefined ? 'The connection was lost: try again to go on where it was.' : JSON.parse(`"${title}"`);
}
