import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { ObjectOnAir } from '../link/messages.js';

/** How long before its first frame an object may be had. */
const AHEAD_MS: Millis = 10_000;
/** How much further ahead air is asked: an answer can be used for so much longer. */
const MARGIN_MS: Millis = 2000;
const FRESH_FOR_MS: Millis = 1000;
/** An edit may have put an object on air since the last answer. */
const ASK_AGAIN_AFTER_MS: Millis = 250;
/** Of a hundred characters at the most: a megabyte or two. */
const MOST_REMEMBERED = 10_000;

export interface AiredObjectsDeps {
  /** What public channels have on air now and for some time. @throws CodedError not-ready */
  readonly ask: (aheadMs: Millis) => Promise<readonly ObjectOnAir[]>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Decides which prepared objects are open to everybody: those that a public channel plays now, has played, or is about to
 * play. Air lists the objects of the last minute and the next seconds, for the channels and audiences whose windows it
 * has. Older objects are remembered here from the answers of air, which is asked only while requests come in; the objects
 * that were on air longest ago are forgotten first. So after a restart, an object that ended more than a minute ago is not
 * served. An object that was public once stays open, because caches have it already.
 *
 * Each answer lists all objects, so requests for unknown ones cost air nothing more.
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
   * A known object is answered without waiting for air.
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

  /** Requests that come while an answer is pending share it. */
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
