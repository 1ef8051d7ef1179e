import type { Cancel, Timing } from './timing.js';

/** A path that drops out often comes back by itself within moments. */
const DISCONNECTED_GRACE_MS = 1500;
const RESTART_TIMEOUT_MS = 4000;

interface GuardedConnection {
  onConnectionState(listener: (state: RTCPeerConnectionState) => void): Cancel;
}

/** Watches a peer connection and restarts ICE when its path breaks; when that does not mend it, says so, once. */
export class IceGuard {
  readonly #timing: Timing;
  readonly #restart: () => Promise<void>;
  readonly #onBroken: () => void;
  readonly #unsubscribe: Cancel;
  #watching = true;
  #restarting = false;
  #cancelTimer: Cancel = () => {};

  /** @param restart asks the server for new ICE parameters and applies them. */
  constructor(connection: GuardedConnection, timing: Timing, restart: () => Promise<void>, onBroken: () => void) {
    this.#timing = timing;
    this.#restart = restart;
    this.#onBroken = onBroken;
    this.#unsubscribe = connection.onConnectionState((state) => this.#onState(state));
  }

  /** Restarts ICE at once, whatever the connection says of itself: nothing arrives over it. */
  mend(): void {
    if (!this.#watching || this.#restarting) return;
    this.#restarting = true;
    this.#cancelTimer();
    this.#cancelTimer = this.#timing.setTimer(RESTART_TIMEOUT_MS, () => this.#giveUp());
    this.#restart().catch(() => this.#giveUp());
  }

  /** To be told that something arrives again: a connection that was restarted need not say so. */
  isMended(): void {
    this.#restarting = false;
    this.#cancelTimer();
  }

  stop(): void {
    this.#watching = false;
    this.#cancelTimer();
    this.#unsubscribe();
  }

  #onState(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.isMended();
    } else if (state === 'failed') {
      this.mend();
    } else if (state === 'disconnected' && !this.#restarting) {
      this.#cancelTimer();
      this.#cancelTimer = this.#timing.setTimer(DISCONNECTED_GRACE_MS, () => this.mend());
    }
  }

  #giveUp(): void {
    if (!this.#watching) return;
    this.stop();
    this.#onBroken();
  }
}
