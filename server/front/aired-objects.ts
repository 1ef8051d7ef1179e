import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { ObjectOnAir } from '../link/messages.js';

/** How long before its first frame an object may be had. */
const AHEAD_MS: Millis = 10_000;
/** What is asked of air besides: an answer is of use for that much longer. */
const MARGIN_MS: Millis = 2000;
const FRESH_FOR_MS: Millis = 1000;
/** What is not in an answer may have come on air since then, by an edit. */
const ASK_AGAIN_AFTER_MS: Millis = 250;
/** Of a hundred characters at the most: a megabyte or two. */
const MOST_REMEMBERED = 10_000;

export interface AiredObjectsDeps {
  /** What public channels have on air now and for some time. @throws CodedError not-ready */
  readonly ask: (aheadMs: Millis) => Promise<readonly ObjectOnAir[]>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Which prepared objects everybody may have: those that a public channel has on air, had, or is about to have. Air knows
 * of the last minute and the next seconds, of the channels and audiences that it has windows of; what was on air before,
 * this remembers as far as it saw it: it looks while somebody asks, and the objects that were on air longest ago are
 * forgotten first. So after a restart, what has been over for a minute is not to be had. What was public once stays so:
 * caches have it anyway.
 *
 * An answer tells of all objects, not of one: guesses cost air nothing more.
 */
export class AiredObjects {
  readonly #deps: AiredObjectsDeps;
  /** In the order in which they were last seen on air. */
  readonly #aired = new Set<string>();
  #startsMs: ReadonlyMap<string, Millis> = new Map();
  #askedAtMs: Millis = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(deps: AiredObjectsDeps) {
    this.#deps = deps;
  }

  /**
   * Who asks for what is known waits for nothing.
   * @throws CodedError not-ready when it is not known, and air is away
   */
  async allows(objectId: string): Promise<boolean> {
    if (this.#isKnown(objectId)) {
      if (this.#ageMs >= FRESH_FOR_MS) void this.#refresh().catch(() => undefined);
      return true;
    }
    if (this.#ageMs < ASK_AGAIN_AFTER_MS) return false;
    await this.#refresh().catch(() => {
      throw new CodedError('not-ready', undefined, { retryAfterSeconds: 1 });
    });
    return this.#isKnown(objectId);
  }

  /** Of the answer; the clock may have been set meanwhile. */
  get #ageMs(): Millis {
    return Math.abs(this.#deps.clock.now() - this.#askedAtMs);
  }

  #isKnown(objectId: string): boolean {
    if (this.#aired.has(objectId)) return true;
    const startMs = this.#startsMs.get(objectId) ?? Number.POSITIVE_INFINITY;
    return startMs <= this.#deps.clock.now() + AHEAD_MS && this.#ageMs <= AHEAD_MS + MARGIN_MS;
  }

  /** Who asks while an answer is awaited shares it. */
  #refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const askedAtMs = this.#deps.clock.now();
    const objects = await this.#deps.ask(AHEAD_MS + MARGIN_MS);
    this.#startsMs = new Map(objects.map(({ objectId, startMs }) => [objectId, startMs]));
    this.#askedAtMs = askedAtMs;
    this.#remember(this.#deps.clock.now());
  }

  #remember(nowMs: Millis): void {
    for (const [objectId, startMs] of this.#startsMs) {
      if (startMs > nowMs) continue;
      this.#aired.delete(objectId);
      this.#aired.add(objectId);
    }
    for (const oldest of this.#aired) {
      if (this.#aired.size <= MOST_REMEMBERED) return;
      this.#aired.delete(oldest);
    }
  }
}
