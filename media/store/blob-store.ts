import type { Readable } from 'node:stream';

/**
 * Where prepared media lives. Objects are immutable: a key is written once and never changes, so anything may cache it
 * for ever. Keys are `/`-separated segments of letters, digits, `.`, `_` and `-`; no segment starts with a dot.
 */
export interface BlobStore {
  /** Publishes a local file under a key, whole or not at all; the file may be moved away. */
  publish(key: string, filePath: string): Promise<void>;
  /** Publishes a small object, whole or not at all. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** @throws BlobMissingError for an unknown key; RangeError when the object has no such bytes. */
  read(key: string, range?: ByteRange): Promise<Buffer>;
  /** @throws BlobMissingError for an unknown key. */
  stream(key: string, range?: ByteRange): Promise<Readable>;
  /** The size in bytes, or undefined for an unknown key. */
  size(key: string): Promise<number | undefined>;
  /** Every key that starts with a prefix, in order. */
  list(prefix: string): Promise<string[]>;
  /** Removes an object; an unknown key is no error. */
  remove(key: string): Promise<void>;
}

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export class BlobMissingError extends Error {
  constructor(readonly key: string) {
    super(`the store has no object ${key}`);
    this.name = 'BlobMissingError';
  }
}
