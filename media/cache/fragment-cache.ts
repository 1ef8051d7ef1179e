import { LRUCache } from 'lru-cache';
import type { Clock } from '../playout/clock.js';
import type { PreparedIndex } from '../prepared-media.js';
import { mediaKeys, parsePreparedIndex } from '../prepared-media.js';
import type { BlobStore } from '../store/blob-store.js';
import { LoadTimes } from './load-times.js';
import type { PacketFragment } from './packet-fragment.js';
import { packetFragmentSize, packetizeFragment } from './packet-fragment.js';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const MAX_INDEXES = 256;

export interface FragmentCacheOptions {
  readonly store: BlobStore;
  readonly clock: Clock;
  readonly maxBytes?: number;
}

export interface FragmentCacheStats {
  readonly bytes: number;
  readonly hits: number;
  readonly loads: number;
  readonly failures: number;
}

/**
 * P2: packetised fragments in one byte-bounded LRU cache for all feeds. Concurrent readers of one fragment cause one
 * read. A feed keeps what it plays by itself, so eviction never takes a fragment off the air.
 */
export class FragmentCache {
  readonly #store: BlobStore;
  readonly #clock: Clock;
  readonly #indexes: LRUCache<string, PreparedIndex>;
  readonly #fragments: LRUCache<string, PacketFragment>;
  readonly #loadTimes = new LoadTimes();
  #hits = 0;
  #loads = 0;
  #failures = 0;

  constructor({ store, clock, maxBytes = DEFAULT_MAX_BYTES }: FragmentCacheOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#indexes = new LRUCache({ max: MAX_INDEXES, fetchMethod: (mediaId) => this.#loadIndex(mediaId) });
    this.#fragments = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: maxBytes,
      sizeCalculation: packetFragmentSize,
      fetchMethod: (key) => this.#loadFragment(key),
    });
  }

  get stats(): FragmentCacheStats {
    return {
      bytes: this.#fragments.calculatedSize,
      hits: this.#hits,
      loads: this.#loads,
      failures: this.#failures,
    };
  }

  /** How long before air a fragment should be asked for: longer on a slow store. */
  get prefetchLeadMs(): number {
    return this.#loadTimes.leadMs;
  }

  async index(mediaId: string): Promise<PreparedIndex> {
    return (await this.#indexes.fetch(mediaId))!;
  }

  /** @throws BlobMissingError, MalformedFragmentError, MalformedSampleError or what the store threw. */
  async load(mediaId: string, fragment: number): Promise<PacketFragment> {
    const key = `${mediaId}/${fragment}`;
    if (this.#fragments.has(key)) this.#hits += 1;
    return (await this.#fragments.fetch(key))!;
  }

  async #loadIndex(mediaId: string): Promise<PreparedIndex> {
    return parsePreparedIndex(await this.#store.read(mediaKeys(mediaId).index));
  }

  async #loadFragment(key: string): Promise<PacketFragment> {
    const slash = key.lastIndexOf('/');
    const mediaId = key.slice(0, slash);
    const number = Number(key.slice(slash + 1));
    const startedMs = this.#clock.now();
    try {
      const index = await this.index(mediaId);
      const range = index.fragments[number];
      if (range === undefined) throw new RangeError(`media ${mediaId} has no fragment ${number}`);
      const [offset, length] = range;
      const stored = await this.#store.read(mediaKeys(mediaId).media, { offset, length });
      const fragment = packetizeFragment(stored, index);
      this.#loads += 1;
      return fragment;
    } catch (error) {
      this.#failures += 1;
      throw error;
    } finally {
      this.#loadTimes.add(this.#clock.now() - startedMs);
    }
  }
}
