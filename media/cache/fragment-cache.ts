import { LRUCache } from 'lru-cache';
import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';
import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../prepared-media.js';
import type { BlobStore } from '../store/blob-store.js';
import { BufferPool } from './buffer-pool.js';
import { CachedFragment, type FragmentLease } from './cached-fragment.js';
import { LoadTimes, SHORTEST_LEAD_MS } from './load-times.js';
import { packetFragmentSize, packetizeFragment } from './packet-fragment.js';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const MAX_INDEXES = 256;
/** With so much under way or in use, feeds load no further ahead than they would from the fastest store. */
const MOST_LOADS = 256;
/** A load that takes longer than this is slow: two seconds of air are read at once. */
const SLOW_LOAD_MS: Millis = 1000;
const DEFAULT_MOST_BYTES_IN_USE = 1024 * 1024 * 1024;

export interface FragmentCacheOptions {
  readonly store: BlobStore;
  readonly clock: Clock;
  readonly maxBytes?: number;
  /** Cached or on lease; above it only what is due soon is loaded. */
  readonly mostBytesInUse?: number;
}

export interface FragmentCacheStats {
  readonly bytes: number;
  readonly hits: number;
  readonly loads: number;
  /** Loads that took more than a second. */
  readonly slowLoads: number;
  readonly failures: number;
}

interface Loading {
  readonly fragment: Promise<CachedFragment>;
  /** Who waits for it, and will hold it. */
  waiters: number;
}

/**
 * P2: packetised fragments in one byte-bounded LRU cache for all feeds. Concurrent readers of one fragment cause one
 * read. What a feed plays it holds by a lease, so eviction never takes a fragment off the air.
 */
export class FragmentCache {
  readonly #store: BlobStore;
  readonly #clock: Clock;
  readonly #pool = new BufferPool();
  readonly #indexes: LRUCache<string, PreparedIndex>;
  readonly #fragments: LRUCache<string, CachedFragment>;
  readonly #loading = new Map<string, Loading>();
  readonly #loadTimes = new LoadTimes();
  readonly #mostBytesInUse: number;
  #hits = 0;
  #loads = 0;
  #slowLoads = 0;
  #failures = 0;

  constructor({
    store,
    clock,
    maxBytes = DEFAULT_MAX_BYTES,
    mostBytesInUse = DEFAULT_MOST_BYTES_IN_USE,
  }: FragmentCacheOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#mostBytesInUse = mostBytesInUse;
    this.#indexes = new LRUCache({
      max: MAX_INDEXES,
      fetchMethod: async (objectId) => parsePreparedIndex(await store.read(mediaKeys(objectId).index)),
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

  /** @throws BlobMissingError, MalformedFragmentError, MalformedSampleError or what the store threw. */
  async load(objectId: string, number: number): Promise<FragmentLease> {
    const key = `${objectId}/${number}`;
    const known = this.#fragments.get(key);
    if (known !== undefined) {
      this.#hits += 1;
      return known.hold().lease();
    }
    let loading = this.#loading.get(key);
    if (loading === undefined) {
      loading = { fragment: this.#read(key, objectId, number), waiters: 0 };
      this.#loading.set(key, loading);
    }
    loading.waiters += 1;
    return (await loading.fragment).lease();
  }

  async #read(key: string, objectId: string, number: number): Promise<CachedFragment> {
    const startedMs = this.#clock.now();
    try {
      const fragment = await this.#packetize(key, objectId, number);
      this.#loads += 1;
      if (packetFragmentSize(fragment.packets) <= this.#fragments.maxSize) this.#fragments.set(key, fragment.hold());
      return fragment;
    } catch (error) {
      this.#failures += 1;
      throw error;
    } finally {
      this.#loading.delete(key);
      const tookMs = this.#clock.now() - startedMs;
      this.#loadTimes.add(tookMs);
      if (tookMs > SLOW_LOAD_MS) this.#slowLoads += 1;
    }
  }

  async #packetize(key: string, objectId: string, number: number): Promise<CachedFragment> {
    const index = (await this.#indexes.fetch(objectId))!;
    const range = index.fragments[number];
    if (range === undefined) throw new RangeError(`object ${objectId} has no fragment ${number}`);
    const [offset, length] = range;
    const raw = this.#pool.take(length);
    try {
      const stored = await this.#store.read(mediaKeys(objectId).media, { offset, length }, raw);
      const { packets, buffer } = packetizeFragment(stored, index, this.#pool);
      return new CachedFragment(packets, buffer, this.#pool, this.#loading.get(key)!.waiters);
    } finally {
      this.#pool.give(raw);
    }
  }
}
