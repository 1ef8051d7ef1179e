import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';

const MOST_KNOWN = 5000;
const WHOLE_FOR_MS: Millis = 10_000;
/** Somebody may be about to bring it back. */
const BROKEN_FOR_MS: Millis = 3000;
/** Whoever asks for alarms is not kept waiting for a store that hangs. */
const ANSWER_WITHIN_MS: Millis = 2000;

/** Looks whether prepared objects are whole; at each every few seconds at most, and only when somebody asks. */
export class ObjectChecks {
  readonly #clock: Clock;
  readonly #known: LRUCache<string, { readonly isWhole: boolean }>;

  /** @param isWhole may throw: the store does not answer then. */
  constructor(isWhole: (objectId: string) => Promise<boolean>, clock: Clock) {
    this.#clock = clock;
    this.#known = new LRUCache({
      max: MOST_KNOWN,
      ttl: WHOLE_FOR_MS,
      ttlResolution: 0,
      perf: clock,
      fetchMethod: async (objectId, _before, { options }) => {
        const state = { isWhole: await isWhole(objectId) };
        if (!state.isWhole) options.ttl = BROKEN_FOR_MS;
        return state;
      },
    });
  }

  /** Of some objects those that are gone or cut short; null while the store does not say. */
  async broken(objectIds: Iterable<string>): Promise<ReadonlySet<string> | null> {
    let cancelTimer: (() => void) | undefined;
    const tooLate = new Promise<null>((resolve) => {
      cancelTimer = this.#clock.setTimer(ANSWER_WITHIN_MS, () => resolve(null));
    });
    const answered = this.#look([...new Set(objectIds)]).catch(() => null);
    const broken = await Promise.race([answered, tooLate]);
    cancelTimer?.();
    return broken;
  }

  async #look(objectIds: readonly string[]): Promise<ReadonlySet<string>> {
    const states = await Promise.all(objectIds.map((objectId) => this.#known.fetch(objectId)));
    return new Set(objectIds.filter((_, index) => states[index]?.isWhole === false));
  }
}
