import { CodedError } from '../../../shared/errors.js';

/** `first` is for users who have signed in from the same place before: they do not wait behind strangers. */
export type Lane = 'first' | 'others';

/** Does work one piece at a time: all that is in the first lane before anything in the other. Both lanes are bounded. */
export class TurnQueue {
  readonly #mostWaiting: number;
  readonly #lanes: Readonly<Record<Lane, (() => Promise<unknown>)[]>> = { first: [], others: [] };
  #isRunning = false;

  /** @param mostWaiting in each lane, the piece that is being done included */
  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** @throws CodedError rate-limited when the lane is full */
  run<Result>(lane: Lane, work: () => Promise<Result>): Promise<Result> {
    const waiting = this.#lanes[lane];
    if (waiting.length >= this.#mostWaiting) throw new CodedError('rate-limited');
    const done = new Promise<Result>((resolve, reject) => {
      waiting.push(() => work().then(resolve, reject));
    });
    void this.#runAll();
    return done;
  }

  async #runAll(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { first, others } = this.#lanes;
    for (;;) {
      const lane = first.length > 0 ? first : others;
      const next = lane[0];
      if (next === undefined) break;
      await next();
      lane.shift();
    }
    this.#isRunning = false;
  }
}
