import type { Readable } from 'node:stream';
import type { Millis } from '../../shared/units.js';

/**
 * Where prepared media lives. Objects are immutable: what a reader once saw under a key never changes, so anything may
 * cache it for ever. (Work that was cut off by a crash may write its keys again: nobody has read them.)
 *
 * Keys are `/`-separated segments of letters, digits, `.`, `_` and `-`; no segment starts with a dot. Every call throws
 * BlobKeyError for another key, and StoreUnavailableError when the store or the way to it is at fault.
 */
export interface BlobStore {
  /** Publishes a local file under a key, whole or not at all; the file may be moved away. */
  publish(key: string, filePath: string): Promise<void>;
  /** Publishes a small object, whole or not at all. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * @param into takes the bytes when given, and must have room for them; the answer is then its beginning. It may be
   *   written to until the call is over, aborted or not.
   * @param signal gives the read up, as soon as the store can let go of it.
   * @throws BlobMissingError for an unknown key; RangeError when the object has no such bytes, or `into` no room.
   */
  read(key: string, range?: ByteRange, into?: Buffer, signal?: AbortSignal): Promise<Buffer>;
  /** To be read to its end or destroyed. @throws BlobMissingError for an unknown key; RangeError as `read`. */
  stream(key: string, range?: ByteRange): Promise<Readable>;
  /** The size in bytes, or undefined for an unknown key. */
  size(key: string): Promise<number | undefined>;
  /** Every key that starts with a prefix (any text), in the order of their UTF-16 code units. */
  list(prefix: string): Promise<string[]>;
  /** Removes an object; an unknown key is no error. */
  remove(key: string): Promise<void>;
  /**
   * Gives back the room of publications that were begun before an instant and that no process has gone on with. They are
   * no objects. @returns how many there were.
   */
  discardUnfinished(beforeMs: Millis): Promise<number>;
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

/** @throws RangeError unless an object of this size has all bytes of the range. */
export function assertRangeWithin({ offset, length }: ByteRange, size: number, key: string): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (!whole || offset < 0 || length < 0 || offset + length > size) {
    throw new RangeError(`${key} has ${size} bytes, not ${length} from ${offset}`);
  }
}
