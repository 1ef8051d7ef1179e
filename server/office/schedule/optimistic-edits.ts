import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { Serial } from '../library/serial.js';
import type { EditStores, Store } from '../store/store.js';
import { EditReads } from './edit-reads.js';

/** So often an edit is made up while others are written; after that they wait for it. */
const MOST_SIDE_BY_SIDE = 3;
/** Only what is not an edit, such as a media that is lost, can still get in between then. */
const MOST_ATTEMPTS = 6;

export type EditableStore = EditStores & Pick<Store, 'edit'>;

/** What an edit came to. */
export interface MadeUp<Result> {
  /** Whether there is time enough yet; asked when its turn to be written has come. There always is when left out. */
  readonly isInTime?: () => boolean;
  write(stores: EditStores): Promise<Result>;
}

export type MakeUp<Made> = (reads: EditReads, nowMs: Millis) => Promise<Made>;

/**
 * Makes edits that nobody has to wait for: an edit is made up from plain reads, in no transaction, and written in a short
 * one that finds out first whether all that it was made up from still holds. If it does not, it is made up again. A refusal
 * counts only when it was made from what held as well.
 */
export class OptimisticEdits {
  readonly #store: EditableStore;
  readonly #now: () => Millis;
  readonly #turns = new Serial();

  constructor(store: EditableStore, now: () => Millis) {
    this.#store = store;
    this.#now = now;
  }

  /** @throws CodedError what making it up throws; stale-revision when it was overtaken again and again */
  async make<Result>(makeUp: MakeUp<MadeUp<Result>>): Promise<Result> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const isAlone = attempt > MOST_SIDE_BY_SIDE;
      const tryOnce = () => this.#attempt(makeUp, isAlone);
      const made = await (isAlone ? this.#turns.run(tryOnce) : tryOnce());
      if (made !== OVERTAKEN) return made;
    }
    throw new CodedError('stale-revision');
  }

  /**
   * Makes an edit up that is not to be written: it never keeps one that is waiting. While others are written faster than it
   * is made up, its answer is of a moment between them.
   * @throws CodedError what making it up throws
   */
  async rehearse<Answer>(makeUp: MakeUp<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const made = await this.#madeUp(makeUp, new EditReads(this.#store), attempt === MOST_SIDE_BY_SIDE);
      if (made !== OVERTAKEN) return made;
    }
  }

  /** What was made up, or the refusal to, if it was made from what holds. */
  async #madeUp<Made>(makeUp: MakeUp<Made>, reads: EditReads, isLast: boolean): Promise<Made | typeof OVERTAKEN> {
    try {
      const made = await makeUp(reads, this.#now());
      return isLast || (await reads.hold()) ? made : OVERTAKEN;
    } catch (error) {
      if (error instanceof CodedError && !isLast && !(await reads.hold())) return OVERTAKEN;
      throw error;
    }
  }

  async #attempt<Result>(makeUp: MakeUp<MadeUp<Result>>, isAlone: boolean): Promise<Result | typeof OVERTAKEN> {
    const reads = new EditReads(this.#store);
    const made = await this.#madeUp(makeUp, reads, false);
    if (made === OVERTAKEN) return OVERTAKEN;
    const { write, isInTime = () => true } = made;
    const commit = () =>
      this.#store.edit(async (stores) => (isInTime() && (await reads.hold(stores)) ? write(stores) : OVERTAKEN));
    return isAlone ? commit() : this.#turns.run(commit);
  }
}

const OVERTAKEN = Symbol('overtaken');
