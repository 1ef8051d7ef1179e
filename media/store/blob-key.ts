const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const LONGEST_KEY = 512;
const LONGEST_SEGMENT = 128;

/** Thrown for a key that is not of the form {@link BlobStore} gives: a mistake of the caller. */
export class BlobKeyError extends Error {
  constructor(readonly key: string) {
    super(`${JSON.stringify(key.slice(0, 80))} is no object key: want segments of A–Z a–z 0–9 . _ - joined by /`);
    this.name = 'BlobKeyError';
  }
}

/** Whether every segment is safe as a file name, here and in a bucket. */
export function isBlobKey(key: string): boolean {
  return key.length <= LONGEST_KEY && key.split('/').every(isSegment);
}

/** @throws BlobKeyError unless it is a key. */
export function assertBlobKey(key: string): void {
  if (!isBlobKey(key)) throw new BlobKeyError(key);
}

function isSegment(segment: string): boolean {
  return segment.length <= LONGEST_SEGMENT && SEGMENT.test(segment);
}
