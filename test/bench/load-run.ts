import { setTimeout as pause } from 'node:timers/promises';

interface Counts {
  done: number;
  failed: number;
  /** Why the first that failed did. */
  firstFailure?: string;
  /** How often each word was answered. */
  readonly answers: Map<string, number>;
}

/** Work that goes on side by side for a fixed time. What fails is counted, and ends nothing. */
export class LoadRun {
  readonly #startedMs = performance.now();
  readonly #untilMs: number;
  readonly #counts = new Map<string, Counts>();

  constructor(durationS: number) {
    this.#untilMs = this.#startedMs + 1000 * durationS;
  }

  get elapsedS(): number {
    return (performance.now() - this.#startedMs) / 1000;
  }

  get isOver(): boolean {
    return performance.now() >= this.#untilMs;
  }

  counts(name: string): Readonly<Counts> {
    return this.#counts.get(name) ?? { done: 0, failed: 0, answers: new Map() };
  }

  /**
   * Does something every so many seconds, or as often as it can be done one after the other.
   * @param work may answer with a word, such as a status; they are counted
   */
  async every(seconds: number, name: string, work: (turn: number) => Promise<unknown>): Promise<void> {
    for (let turn = 0; !this.isOver; turn += 1) {
      const dueMs = this.#startedMs + 1000 * seconds * turn;
      const nowMs = performance.now();
      if (dueMs > nowMs) await pause(dueMs - nowMs);
      if (!this.isOver) await this.#count(name, () => work(turn));
    }
  }

  /** Does something once, so many seconds after the start. */
  async at(seconds: number, name: string, work: () => Promise<unknown>): Promise<void> {
    await pause(Math.max(0, this.#startedMs + 1000 * seconds - performance.now()));
    if (!this.isOver) await this.#count(name, work);
  }

  async #count(name: string, work: () => Promise<unknown>): Promise<void> {
    const counts: Counts = this.counts(name);
    this.#counts.set(name, counts);
    try {
      const answer = await work();
      counts.done += 1;
      if (typeof answer === 'string') counts.answers.set(answer, 1 + (counts.answers.get(answer) ?? 0));
    } catch (error) {
      counts.failed += 1;
      counts.firstFailure ??= error instanceof Error ? error.message : String(error);
    }
  }
}
