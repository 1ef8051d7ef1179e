import type { SyncStatus } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';
import {
  delaysOf,
  fallbackOf,
  type LeastDelays,
  restartSync,
  type SyncFallback,
  type SyncMeans,
  type SyncState,
  startSync,
  syncStep,
} from './sync-loop.js';
import { type Cancel, every, type Timing } from './timing.js';

const STEP_PERIOD_MS = 500;

/** What the control needs of the session at hand. */
export interface Steerable {
  readonly canHoldBack: boolean;
  holdBack(least: LeastDelays): void;
}

export interface SyncSenses {
  latencyMs(): Millis | null;
  targetMs(): Millis | null;
  canTimeFrames(): boolean;
}

/** Runs the sync loop on one session after the other, and tells when its status changes. */
export class SyncControl {
  readonly #timing: Timing;
  readonly #senses: SyncSenses;
  readonly #onStatus: (status: SyncStatus) => void;
  #state: SyncState;
  #means: SyncMeans = { canHoldBack: true, canTimeFrames: true };
  #cancel: Cancel = () => {};

  constructor(timing: Timing, senses: SyncSenses, onStatus: (status: SyncStatus) => void) {
    this.#timing = timing;
    this.#senses = senses;
    this.#onStatus = onStatus;
    this.#state = startSync(timing.now());
  }

  get status(): SyncStatus {
    return this.#state.status;
  }

  get fallback(): SyncFallback | null {
    return fallbackOf(this.#means);
  }

  /** The least delay asked of the browser for the picture; null while nothing is asked. */
  get bufferMs(): Millis | null {
    return this.#state.bufferMs;
  }

  /** Steers a session, from its first frame on: held back any earlier, that frame would be late. */
  steer(session: Steerable): void {
    this.#cancel();
    this.#state = restartSync(this.#state, this.#timing.now());
    const step = (): void => this.#step(session);
    this.#cancel = every(this.#timing, STEP_PERIOD_MS, step);
    step();
  }

  close(): void {
    this.#cancel();
  }

  #step(session: Steerable): void {
    const targetMs = this.#senses.targetMs();
    if (targetMs === null) return;
    const before = this.#state;
    this.#means = { canHoldBack: session.canHoldBack, canTimeFrames: this.#senses.canTimeFrames() };
    const [nowMs, latencyMs] = [this.#timing.now(), this.#senses.latencyMs()];
    this.#state = syncStep(before, { nowMs, latencyMs, targetMs, means: this.#means });
    const least = delaysOf(this.#state);
    if (least !== null && this.#state.bufferMs !== before.bufferMs) session.holdBack(least);
    if (this.#state.status !== before.status) this.#onStatus(this.#state.status);
  }
}
