import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';

const MOST_BYTES = 32 * 1024 * 1024;
/** A media that was prepared again has other pictures, which may be seen this much later. */
const FRESH_MS = 60_000;

export type PictureKind = 'poster' | 'storyboard' | 'storyboardVtt';

type Pictures = Readonly<Record<PictureKind, (mediaId: string) => Promise<Readable | Buffer>>>;

interface Picture {
  readonly bytes: Buffer;
  readonly takenAtMs: Millis;
}

/** The pictures that were asked for last, so that many who look at one channel read the store once. */
export class PictureShelf {
  readonly #pictures: Pictures;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #underway = new Map<string, Promise<Buffer>>();
  readonly #kept = new LRUCache<string, Picture>({
    ...{ maxSize: MOST_BYTES, sizeCalculation: ({ bytes }) => bytes.length + 1 },
  });

  constructor(pictures: Pictures, clock: Pick<Clock, 'now'>) {
    this.#pictures = pictures;
    this.#clock = clock;
  }

  /** @throws CodedError as the library does */
  async get(kind: PictureKind, mediaId: string): Promise<Buffer> {
    const key = `${kind} ${mediaId}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.takenAtMs > this.#clock.now() - FRESH_MS) return kept.bytes;
    const picture = this.#underway.get(key) ?? this.#take(kind, mediaId);
    this.#underway.set(key, picture);
    try {
      const bytes = await picture;
      this.#kept.set(key, { bytes, takenAtMs: this.#clock.now() });
      return bytes;
    } finally {
      this.#underway.delete(key);
    }
  }

  async #take(kind: PictureKind, mediaId: string): Promise<Buffer> {
    const file = await this.#pictures[kind](mediaId);
    return file instanceof Uint8Array ? file : buffer(file);
  }
}
