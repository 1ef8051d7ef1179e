import type { Cancel, Timing } from './timing.js';

/** A path that drops out often comes back by itself within moments. */
const DISCONNECTED_GRACE_MS = 1500;
const RESTART_TIMEOUT_MS = 4000;

interface GuardedConnection {
  onConnectionState(listener: (state: RTCPeerConnectionState) => void): Cancel;
}

/**
 * Watches a peer connection and restarts ICE when its path breaks; when that does not mend it, says so, once.
 *
 * @param restart asks the server for new ICE parameters and applies them.
 * @returns what ends the watch.
 */
export function guardIce(
  connection: GuardedConnection,
  timing: Timing,
  restart: () => Promise<void>,
  onBroken: () => void,
): Cancel {
  let watching = true;
  let restarting = false;
  let cancelTimer: Cancel = () => {};

  const stop = (): void => {
    watching = false;
    cancelTimer();
    unsubscribe();
  };
  const giveUp = (): void => {
    if (!watching) return;
    stop();
    onBroken();
  };
  const mend = (): void => {
    if (restarting) return;
    restarting = true;
    cancelTimer();
    cancelTimer = timing.setTimer(RESTART_TIMEOUT_MS, giveUp);
    restart().catch(giveUp);
  };
  const unsubscribe = connection.onConnectionState((state) => {
    if (state === 'connected') {
      restarting = false;
      cancelTimer();
    } else if (state === 'failed') {
      mend();
    } else if (state === 'disconnected' && !restarting) {
      cancelTimer();
      cancelTimer = timing.setTimer(DISCONNECTED_GRACE_MS, mend);
    }
  });
  return stop;
}
