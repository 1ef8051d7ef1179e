import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import { within } from '../../clock/within.js';

const ANSWER_WITHIN_MS: Millis = 2000;
/** Whoever asks more often is told what was found before. */
const HOLDS_MS: Millis = 5000;

export interface ReadinessDeps {
  readonly clock: Clock;
  /** Each rejects, or does not answer, when its part cannot be used. */
  readonly parts: Readonly<Record<'database' | 'store', () => Promise<unknown>>>;
}

type Check = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export type ReadinessReport = Readonly<Record<'database' | 'store', Check>>;

/** Whether what the office stands on can be used. */
export class Readiness {
  readonly #deps: ReadinessDeps;
  readonly #known = new Map<string, { readonly atMs: Millis; readonly check: Promise<Check> }>();

  constructor(deps: ReadinessDeps) {
    this.#deps = deps;
  }

  async report(): Promise<ReadinessReport> {
    const { parts } = this.#deps;
    const [database, store] = await Promise.all([
      this.#look('database', parts.database),
      this.#look('store', parts.store),
    ]);
    return { database, store };
  }

  #look(name: string, probe: () => Promise<unknown>): Promise<Check> {
    const { clock } = this.#deps;
    const known = this.#known.get(name);
    if (known !== undefined && clock.now() - known.atMs < HOLDS_MS) return known.check;
    const answered = probe().then(
      (): Check => ({ ok: true }),
      (error: unknown): Check => ({ ok: false, reason: error instanceof Error ? error.message : String(error) }),
    );
    const check = within(clock, ANSWER_WITHIN_MS, answered, () => ({ ok: false, reason: 'it does not answer' }));
    this.#known.set(name, { atMs: clock.now(), check });
    return check;
  }
}
