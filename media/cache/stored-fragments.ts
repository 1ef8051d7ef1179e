import { LRUCache } from 'lru-cache';
import type { Millis } from '../../shared/units.js';
import { MalformedBoxError } from '../mp4/boxes.js';
import type { Clock } from '../playout/clock.js';
import {
  type AacIndex,
  aacKeys,
  mediaKeys,
  type PreparedIndex,
  parseAacIndex,
  parsePreparedIndex,
} from '../prepared-media.js';
import { BlobMissingError, type BlobStore, type ByteRange } from '../store/blob-store.js';
import { ReadTurns } from '../store/read-turns.js';
import { StoreUnavailableError } from '../store/store-unavailable.js';
import { StoreGate } from './store-gate.js';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** In all indexes together: some fifty hours of air, and some 10 MB. */
const MOST_INDEXED_FRAGMENTS = 100_000;
const LARGEST_HEAD_BYTES = 1024 * 1024;
const LARGEST_FRAGMENT_BYTES = 64 * 1024 * 1024;
/** While a disk hangs, half of the threads for files are left to read pages. */
const READS_AT_ONCE = 8;
/** Under way or waiting for their turn. */
const MOST_READS = 256;
const DEFAULT_PATIENCE_MS: Millis = 4000;

export interface StoredFragmentsOptions {
  readonly store: Pick<BlobStore, 'read'>;
  readonly clock: Clock;
  readonly maxBytes?: number;
  /** How long a read may take, its turn included. */
  readonly patienceMs?: Millis;
}

/**
 * Reads prepared objects piece by piece through one byte-bounded LRU cache. Concurrent calls for the same piece share one
 * read. The number of concurrent reads is bounded, and each call ends within the patience. Buffers are shared: callers
 * must not write into them.
 */
export class StoredFragments {
  readonly #store: Pick<BlobStore, 'read'>;
  readonly #clock: Clock;
  readonly #patienceMs: Millis;
  readonly #indexes: LRUCache<string, PreparedIndex>;
  readonly #aacIndexes: LRUCache<string, AacIndex>;
  readonly #pieces: LRUCache<string, Buffer>;
  readonly #pending = new Map<string, Promise<unknown>>();
  readonly #turns = new ReadTurns(READS_AT_ONCE);
  readonly #gate = new StoreGate();

  constructor({
    store,
    clock,
    maxBytes = DEFAULT_MAX_BYTES,
    patienceMs = DEFAULT_PATIENCE_MS,
  }: StoredFragmentsOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#indexes = cacheOfIndexes();
    this.#aacIndexes = cacheOfIndexes();
    this.#pieces = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ length }) => Math.max(1, length) });
  }

  /** @throws BlobMissingError; StoreUnavailableError, also when the store does not answer in time; what the bytes are not */
  async index(objectId: string): Promise<PreparedIndex> {
    const key = mediaKeys(objectId).index;
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    return this.#share(key, async (signal) => {
      const index = parsePreparedIndex(await this.#read(key, undefined, signal));
      this.#indexes.set(key, index);
      return index;
    });
  }

  /** The index of the AAC; undefined until it is made. @throws as {@link index}, except BlobMissingError */
  async aacIndex(objectId: string): Promise<AacIndex | undefined> {
    const key = aacKeys(objectId).index;
    const known = this.#aacIndexes.get(key);
    if (known !== undefined) return known;
    return this.#share(key, async (signal) => {
      const bytes = await this.#read(key, undefined, signal).catch((error: unknown) => {
        if (error instanceof BlobMissingError) return undefined;
        throw error;
      });
      if (bytes === undefined) return undefined;
      const index = parseAacIndex(bytes);
      this.#aacIndexes.set(key, index);
      return index;
    });
  }

  /** A fragment of that sound. @throws as {@link fragment} */
  aacFragment(objectId: string, { fragments }: AacIndex, number: number): Promise<Buffer> {
    const [offset, length] = fragments[number]!;
    return this.#piece(aacKeys(objectId).track, { offset, length }, LARGEST_FRAGMENT_BYTES);
  }

  /** `media.mp4` up to its first fragment. @throws as {@link fragment} */
  head(objectId: string, { fragments }: PreparedIndex): Promise<Buffer> {
    return this.#piece(mediaKeys(objectId).media, { offset: 0, length: fragments[0]![0] }, LARGEST_HEAD_BYTES);
  }

  /**
   * A fragment that the index has.
   * @throws BlobMissingError; RangeError when the object ends before; MalformedBoxError for more bytes than any has;
   *   StoreUnavailableError, also when the store does not answer in time
   */
  fragment(objectId: string, { fragments }: PreparedIndex, number: number): Promise<Buffer> {
    const [offset, length] = fragments[number]!;
    return this.#piece(mediaKeys(objectId).media, { offset, length }, LARGEST_FRAGMENT_BYTES);
  }

  async #piece(key: string, range: ByteRange, mostBytes: number): Promise<Buffer> {
    const name = `${key} ${range.offset}`;
    const known = this.#pieces.get(name);
    if (known !== undefined) return known;
    if (range.length > mostBytes) throw new MalformedBoxError(`${key} has a piece of ${range.length} bytes`);
    return this.#share(name, async (signal) => {
      const bytes = await this.#read(key, range, signal);
      this.#pieces.set(name, bytes);
      return bytes;
    });
  }

  #share<T>(name: string, read: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const pending = this.#pending.get(name) as Promise<T> | undefined;
    if (pending !== undefined) return pending;
    if (this.#pending.size >= MOST_READS) throw new StoreUnavailableError('too much is being read from it', undefined);
    this.#gate.pass(this.#clock.now());
    const givingUp = new AbortController();
    const shared = new Promise<T>((resolve, reject) => {
      const cancelTimer = this.#clock.setTimer(this.#patienceMs, () => {
        const error = new StoreUnavailableError(`${name} was not read within ${this.#patienceMs} ms`, undefined);
        this.#gate.failed(error);
        reject(error);
        givingUp.abort(error);
      });
      void read(givingUp.signal).then(resolve, reject).finally(cancelTimer);
    }).finally(() => this.#pending.delete(name));
    this.#pending.set(name, shared);
    return shared;
  }

  /** A read that was given up keeps its turn for as long as the store does not let go of it. */
  async #read(key: string, range: ByteRange | undefined, signal: AbortSignal): Promise<Buffer> {
    try {
      const bytes = await this.#turns.run(key, () => this.#store.read(key, range, undefined, signal), signal);
      this.#gate.answered();
      return bytes;
    } catch (error) {
      if (error instanceof BlobMissingError || error instanceof RangeError) this.#gate.answered();
      else if (!signal.aborted) this.#gate.failed(error);
      throw error;
    }
  }
}

function cacheOfIndexes<Index extends { readonly fragments: readonly unknown[] }>(): LRUCache<string, Index> {
  return new LRUCache({ maxSize: MOST_INDEXED_FRAGMENTS, sizeCalculation: ({ fragments }: Index) => fragments.length });
}
