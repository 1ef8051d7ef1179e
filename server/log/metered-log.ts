import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import type { Logger } from './logger.js';

const ONE_LINE_PER_MS: Millis = 10_000;
/** Kinds are named in the code, and yet. */
const MOST_KINDS = 1000;

/**
 * For what strangers can cause as often as they like: of each kind the first is logged, then one line in ten seconds that
 * says how many were left out.
 */
export class MeteredLog {
  readonly #logger: Logger;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #kinds = new Map<string, { atMs: Millis; leftOut: number }>();

  constructor(logger: Logger, clock: Pick<Clock, 'now'>) {
    this.#logger = logger;
    this.#clock = clock;
  }

  warn(kind: string, fields: object, message: string): void {
    this.#log('warn', kind, fields, message);
  }

  error(kind: string, fields: object, message: string): void {
    this.#log('error', kind, fields, message);
  }

  #log(level: 'warn' | 'error', kind: string, fields: object, message: string): void {
    const nowMs = this.#clock.now();
    const last = this.#kinds.get(kind);
    if (last !== undefined && nowMs - last.atMs < ONE_LINE_PER_MS) {
      last.leftOut += 1;
      return;
    }
    if (this.#kinds.size >= MOST_KINDS) this.#kinds.clear();
    this.#kinds.set(kind, { atMs: nowMs, leftOut: 0 });
    const leftOut = last?.leftOut ?? 0;
    this.#logger[level](leftOut > 0 ? { ...fields, leftOut } : fields, message);
  }
}
