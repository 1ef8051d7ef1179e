import { EventEmitter } from 'node:events';
import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import { correction } from './discipline.js';
import { monotonicMs, suspendedMs, systemOffsetMs } from './monotonic.js';
import { setTimer } from './timer.js';

const DISCIPLINE_INTERVAL_MS = 1000;
/** The uptime is read in hundredths of a second. */
const LEAST_SLEEP_MS = 500;

export interface MasterClockOptions {
  /** The offset of the clock that this one goes on for; what is on air is paced by it. */
  readonly offsetMs?: Millis | undefined;
  readonly isOnAir?: () => boolean;
}

interface MasterClockEvents {
  /** The offset to the monotonic clock, after each look at the system clock. */
  offset: [offsetMs: Millis];
  stepped: [byMs: Millis];
}

/**
 * The master clock: the machine's monotonic clock anchored to UTC. While something is on air it follows a corrected system
 * clock by running a little faster or slower, so that nothing jumps; otherwise it is set right at once.
 */
export class MasterClock extends EventEmitter<MasterClockEvents> implements Clock {
  #offsetMs: Millis;
  #suspendedMs = suspendedMs();
  readonly #isOnAir: () => boolean;
  readonly #disciplineTimer: NodeJS.Timeout;

  constructor({ offsetMs, isOnAir = () => true }: MasterClockOptions = {}) {
    super();
    this.#isOnAir = isOnAir;
    this.#offsetMs = offsetMs ?? systemOffsetMs();
    this.#disciplineTimer = setInterval(() => this.#discipline(), DISCIPLINE_INTERVAL_MS);
    this.#disciplineTimer.unref();
  }

  /** What other processes of the machine add to the monotonic clock to have the same time. */
  get offsetMs(): Millis {
    return this.#offsetMs;
  }

  /** By how much it is behind the system clock; negative when it is ahead. */
  get errorMs(): Millis {
    return Date.now() - this.now();
  }

  now(): Millis {
    return monotonicMs() + this.#offsetMs;
  }

  setTimer(delayMs: Millis, callback: () => void): () => void {
    return setTimer(delayMs, callback);
  }

  close(): void {
    clearInterval(this.#disciplineTimer);
    this.removeAllListeners();
  }

  #discipline(): void {
    const sleptMs = suspendedMs();
    const hasSlept = sleptMs - this.#suspendedMs > LEAST_SLEEP_MS;
    this.#suspendedMs = sleptMs;
    const { errorMs } = this;
    const isOnAir = this.#isOnAir();
    const byMs = correction({ errorMs, intervalMs: DISCIPLINE_INTERVAL_MS, isOnAir, hasSlept });
    this.#offsetMs += byMs;
    if (byMs === errorMs && byMs !== 0) this.emit('stepped', byMs);
    this.emit('offset', this.#offsetMs);
  }
}
