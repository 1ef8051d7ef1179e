import { LRUCache } from 'lru-cache';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { HlsSegment } from '../../shared/hls/hls-segments.js';
import type { Millis } from '../../shared/units.js';
import type { HlsOnAir } from '../link/messages.js';

/** An answer is asked for again after this, though no segment should have ended: an edit may be on air. */
const FRESH_FOR_MS: Millis = 2000;
const ASK_AGAIN_AFTER_MS: Millis = 100;
/** Those that no playlist lists any more are still asked for by players that were slow. */
const KEPT_SEGMENTS = 60;
const MOST_CHANNELS = 1000;
const MOST_LINEUPS = 2000;

export interface HlsWindowsDeps {
  /** @throws CodedError channel-unknown, token-required, not-ready */
  readonly ask: (slug: string) => Promise<HlsOnAir>;
  readonly clock: Pick<Clock, 'now'>;
}

interface Window {
  readonly onAir: HlsOnAir;
  readonly askedAtMs: Millis;
  readonly freshUntilMs: Millis;
}

/**
 * What channels have had on air lately, as far as players of HLS ask. Until the next segment of a channel has ended all
 * players share one answer of air, however many there are.
 */
export class HlsWindows {
  readonly #deps: HlsWindowsDeps;
  readonly #newest = new LRUCache<string, Window>({ max: MOST_CHANNELS });
  readonly #asking = new Map<string, Promise<Window>>();
  /** By channel and lineup, then by number: a playlist from before an edit names segments of the old lineup. */
  readonly #segments = new LRUCache<string, Map<number, HlsSegment>>({ max: MOST_LINEUPS });

  constructor(deps: HlsWindowsDeps) {
    this.#deps = deps;
  }

  /** Whether a channel was there when it was last asked for. */
  knows(slug: string): boolean {
    return this.#newest.has(slug);
  }

  /** @throws CodedError as `ask` does */
  async newest(slug: string): Promise<HlsOnAir> {
    return (await this.#fresh(slug)).onAir;
  }

  /** A segment that a playlist names, or named a while ago. @throws CodedError not-found; as `ask` does */
  async segment(slug: string, lineup: string, number: number): Promise<HlsSegment> {
    const find = () => this.#segments.get(`${slug}/${lineup}`)?.get(number);
    const known = find();
    if (known !== undefined) return known;
    await this.#fresh(slug);
    const found = find();
    if (found === undefined) throw new CodedError('not-found', 'No playlist of this channel has such a segment now.');
    return found;
  }

  async #fresh(slug: string): Promise<Window> {
    const nowMs = this.#deps.clock.now();
    const known = this.#newest.get(slug);
    // The clock may have been set meanwhile.
    if (known !== undefined && known.askedAtMs <= nowMs && nowMs < known.freshUntilMs) return known;
    const asking = this.#asking.get(slug) ?? this.#ask(slug).finally(() => this.#asking.delete(slug));
    this.#asking.set(slug, asking);
    return asking;
  }

  async #ask(slug: string): Promise<Window> {
    const onAir = await this.#deps.ask(slug).catch((error: unknown) => {
      // Air that is away for a moment is no reason to forget a channel.
      if (!(error instanceof CodedError && error.code === 'not-ready')) this.#newest.delete(slug);
      throw error;
    });
    const askedAtMs = this.#deps.clock.now();
    const nextMs = Math.max(askedAtMs + ASK_AGAIN_AFTER_MS, onAir.nextAtMs);
    const window = { onAir, askedAtMs, freshUntilMs: Math.min(askedAtMs + FRESH_FOR_MS, nextMs) };
    this.#newest.set(slug, window);
    this.#keep(`${slug}/${onAir.lineup}`, onAir.segments);
    return window;
  }

  #keep(key: string, segments: readonly HlsSegment[]): void {
    const kept = this.#segments.get(key) ?? new Map<number, HlsSegment>();
    for (const segment of segments) kept.set(segment.number, segment);
    const oldest = (segments.at(-1)?.number ?? 0) - KEPT_SEGMENTS;
    for (const number of kept.keys()) if (number < oldest) kept.delete(number);
    this.#segments.set(key, kept);
  }
}
