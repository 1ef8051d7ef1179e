import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import { within } from '../clock/within.js';

const ANSWER_WITHIN_MS: Millis = 2000;
/** Whoever asks more often is told what was found before. */
const HOLDS_MS: Millis = 5000;

export interface ReadinessDeps {
  readonly clock: Clock;
  /** Each rejects, or does not answer, when its part cannot be used. */
  readonly parts: Readonly<Record<'database' | 'store', () => Promise<unknown>>>;
  readonly workers: () => { readonly alive: number; readonly wanted: number };
}

type Check = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface ReadinessReport {
  readonly status: 'ready' | 'not-ready';
  readonly workers: number;
  readonly of: number;
  readonly checks: Readonly<Record<'database' | 'store' | 'workers', Check>>;
}

/** Whether this server can serve viewers and hosts, and which of its parts is to blame when it cannot. */
export class Readiness {
  readonly #deps: ReadinessDeps;
  readonly #known = new Map<string, { readonly atMs: Millis; readonly check: Promise<Check> }>();

  constructor(deps: ReadinessDeps) {
    this.#deps = deps;
  }

  async report(): Promise<ReadinessReport> {
    const { parts, workers } = this.#deps;
    const { alive, wanted } = workers();
    const [database, store] = await Promise.all([
      this.#look('database', parts.database),
      this.#look('store', parts.store),
    ]);
    const checks = {
      ...{ database, store },
      workers: alive > 0 ? ({ ok: true } as const) : { ok: false as const, reason: 'no worker is running' },
    };
    const isReady = Object.values(checks).every(({ ok }) => ok);
    return { status: isReady ? 'ready' : 'not-ready', workers: alive, of: wanted, checks };
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
