import { LRUCache } from 'lru-cache';
import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';
import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../prepared-media.js';
import { BlobMissingError, type BlobStore } from '../store/blob-store.js';
import { BufferPool } from './buffer-pool.js';
import { CachedFragment, type FragmentLease } from './cached-fragment.js';
import { LoadTimes, SHORTEST_LEAD_MS } from './load-times.js';
import { packetFragmentSize, packetizeFragment } from './packet-fragment.js';
import { LoadTimeoutError, PendingLoad } from './pending-load.js';
import type { PinnedObject } from './pinned-object.js';
import { StoreGate } from './store-gate.js';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const MAX_INDEXES = 256;
/** With so much under way or in use, feeds load no further ahead than they would from the fastest store. */
const MOST_LOADS = 256;
/** A load that takes longer than this is slow: two seconds of air are read at once. */
const SLOW_LOAD_MS: Millis = 1000;
const DEFAULT_MOST_BYTES_IN_USE = 1024 * 1024 * 1024;
/** A load that takes longer is given up. A store may have tried several times until then. */
const LONGEST_LOAD_MS: Millis = 15_000;
/** So many loads that nobody waits for any more go on: they tell how slow the store is, and fill the cache. */
const MOST_ABANDONED = 4;

export interface FragmentCacheOptions {
  readonly store: BlobStore;
  readonly clock: Clock;
  /** What is always there, and not in the store. */
  readonly pinned?: PinnedObject;
  readonly maxBytes?: number;
  /** Cached or on lease; above it only what is due soon is loaded. */
  readonly mostBytesInUse?: number;
}

export interface FragmentCacheStats {
  readonly bytes: number;
  readonly hits: number;
  readonly loads: number;
  /** Loads that took more than a second, those that were given up among them. */
  readonly slowLoads: number;
  readonly failures: number;
}

/**
 * P2: packetised fragments in one byte-bounded LRU cache for all feeds. Concurrent readers of one fragment cause one
 * read. What a feed plays it holds by a lease, so eviction never takes a fragment off the air. A store that hangs holds
 * nobody longer than they care to wait, and no more memory than the loads that are wanted.
 */
export class FragmentCache {
  readonly #store: BlobStore;
  readonly #clock: Clock;
  readonly #pinned: PinnedObject | undefined;
  readonly #pool = new BufferPool();
  readonly #indexes: LRUCache<string, PreparedIndex>;
  readonly #fragments: LRUCache<string, CachedFragment>;
  readonly #loading = new Map<string, PendingLoad>();
  readonly #loadTimes = new LoadTimes();
  readonly #gate = new StoreGate();
  readonly #mostBytesInUse: number;
  #hits = 0;
  #loads = 0;
  #slowLoads = 0;
  #failures = 0;

  constructor({
    store,
    clock,
    pinned,
    maxBytes = DEFAULT_MAX_BYTES,
    mostBytesInUse = DEFAULT_MOST_BYTES_IN_USE,
  }: FragmentCacheOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#pinned = pinned;
    this.#mostBytesInUse = mostBytesInUse;
    this.#indexes = new LRUCache({
      max: MAX_INDEXES,
      fetchMethod: async (objectId, _, { signal }) =>
        parsePreparedIndex(await this.#ask(mediaKeys(objectId).index, undefined, undefined, signal)),
    });
    this.#fragments = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ packets }) => packetFragmentSize(packets),
      dispose: (fragment) => fragment.release(),
    });
  }

  get stats(): FragmentCacheStats {
    return {
      bytes: this.#fragments.calculatedSize,
      hits: this.#hits,
      loads: this.#loads,
      slowLoads: this.#slowLoads,
      failures: this.#failures,
    };
  }

  /** How long before air a fragment should be asked for: longer on a slow store. */
  get prefetchLeadMs(): Millis {
    const isFull = this.#loading.size >= MOST_LOADS || this.#pool.takenBytes >= this.#mostBytesInUse;
    return isFull ? SHORTEST_LEAD_MS : this.#loadTimes.leadMs;
  }

  /**
   * @param signal ends the waiting, with its reason.
   * @throws BlobMissingError, MalformedBoxError, MalformedSampleError, LoadTimeoutError or what the store threw.
   */
  async load(objectId: string, number: number, signal?: AbortSignal): Promise<FragmentLease> {
    const pinned = objectId === this.#pinned?.objectId ? this.#pinned.fragments[number] : undefined;
    if (pinned !== undefined) return { packets: pinned, release: () => undefined };
    signal?.throwIfAborted();
    const key = `${objectId}/${number}`;
    const known = this.#fragments.get(key);
    if (known !== undefined) {
      this.#hits += 1;
      return known.hold().lease();
    }
    return (this.#loading.get(key) ?? this.#begin(key, objectId, number)).wait(signal);
  }

  #begin(key: string, objectId: string, number: number): PendingLoad {
    this.#gate.pass(this.#clock.now());
    const load = new PendingLoad(() => {
      const abandoned = [...this.#loading.values()].filter(({ isAwaited }) => !isAwaited);
      if (abandoned.length > MOST_ABANDONED) load.cancel(new Error('nobody waits for it'));
    });
    const cancelTimer = this.#clock.setTimer(LONGEST_LOAD_MS, () => {
      const error = new LoadTimeoutError(key, LONGEST_LOAD_MS);
      this.#slowLoads += 1;
      this.#gate.failed(error);
      this.#failed(error, load);
      // A read of the index that hangs would hold up every later load of the object.
      if (this.#indexes.peek(objectId) === undefined) this.#indexes.delete(objectId);
    });
    const end = () => {
      cancelTimer();
      if (this.#loading.get(key) === load) this.#loading.delete(key);
    };
    load.signal.addEventListener('abort', end, { once: true });
    this.#loading.set(key, load);
    void this.#read(key, objectId, number, load).finally(end);
    return load;
  }

  /** Never throws. */
  async #read(key: string, objectId: string, number: number, load: PendingLoad): Promise<void> {
    const startedMs = this.#clock.now();
    this.#loadTimes.begin(startedMs);
    load.signal.addEventListener('abort', () => this.#loadTimes.drop(), { once: true });
    try {
      const fragment = await this.#packetize(objectId, number, load.signal);
      this.#loads += 1;
      if (!load.signal.aborted) this.#took(startedMs);
      if (packetFragmentSize(fragment.packets) <= this.#fragments.maxSize) this.#fragments.set(key, fragment.hold());
      load.succeed(fragment);
      fragment.release();
    } catch (error) {
      if (!load.signal.aborted) this.#failed(error, load);
    }
  }

  #took(startedMs: Millis): void {
    const nowMs = this.#clock.now();
    this.#loadTimes.end(startedMs, nowMs);
    if (nowMs - startedMs > SLOW_LOAD_MS) this.#slowLoads += 1;
  }

  #failed(error: unknown, load: PendingLoad): void {
    this.#failures += 1;
    load.cancel(error);
  }

  /** That an object is not there, or not as long as it should be, is an answer too. */
  async #ask(...[key, range, into, signal]: Parameters<BlobStore['read']>): Promise<Buffer> {
    try {
      const answer = await this.#store.read(key, range, into, signal);
      this.#gate.answered();
      return answer;
    } catch (error) {
      if (error instanceof BlobMissingError || error instanceof RangeError) this.#gate.answered();
      else if (signal?.aborted !== true) this.#gate.failed(error);
      throw error;
    }
  }

  async #packetize(objectId: string, number: number, signal: AbortSignal): Promise<CachedFragment> {
    const index = await this.#indexes.fetch(objectId);
    signal.throwIfAborted();
    if (index === undefined) throw new Error(`the index of ${objectId} was given up`);
    const range = index.fragments[number];
    if (range === undefined) throw new RangeError(`object ${objectId} has no fragment ${number}`);
    const [offset, length] = range;
    const raw = this.#pool.take(length);
    try {
      const stored = await this.#ask(mediaKeys(objectId).media, { offset, length }, raw, signal);
      const { packets, buffer } = packetizeFragment(stored, index, this.#pool);
      return new CachedFragment(packets, buffer, this.#pool);
    } finally {
      this.#pool.give(raw);
    }
  }
}
