import type { RenewAnswer } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';
import { PlayerError } from './player-error.js';
import { retryDelayMs } from './reconnect-policy.js';
import { type Cancel, pause, type Timing } from './timing.js';
import { fetchToken, type TokenFunction, type TokenSource } from './token-source.js';

/** How much of what is left of a token is kept for getting the next one, and how much at most. */
const LEAD_SHARE = 0.4;
const LONGEST_LEAD_MS = 120_000;
/** A page may go on handing out the same token until it has run out: it is not asked without end. */
const SHORTEST_WAIT_MS = 1000;
/** Longer timers, beyond 24 days, browsers do not have. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * Renews the token of a session before it runs out, where the page fetches tokens. Where none can be had in time, or the
 * server refuses it, the session ends as its token does: that is the player's to see to.
 *
 * @param show shows the server a newer token.
 */
export function keepRenewing(
  timing: Timing,
  source: TokenSource | undefined,
  { tokenExpiresInMs }: RenewAnswer,
  show: (token: string) => Promise<RenewAnswer>,
): Cancel {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function renewAgainAndAgain(fetchOne: TokenFunction): Promise<void> {
    let leftMs = tokenExpiresInMs;
    let failures = 0;
    while (leftMs !== undefined) {
      const random = Math.random();
      await pause(
        timing,
        failures > 0 ? retryDelayMs('later', failures, random) : renewalDelayMs(leftMs, random),
        signal,
      );
      if (signal.aborted) return;
      try {
        const token = await fetchToken(fetchOne, timing);
        if (signal.aborted) return;
        if (token === undefined) throw new PlayerError('token-unavailable', 'The page has no newer viewer token.');
        leftMs = (await show(token)).tokenExpiresInMs;
        failures = 0;
      } catch (error) {
        if (PlayerError.from(error).retry === 'never') return;
        failures++;
      }
    }
  }
  if (typeof source === 'function') void renewAgainAndAgain(source);
  return () => stopping.abort();
}

/**
 * When to renew a token that holds for so long; viewers who came together, as after a restart, are spread.
 *
 * @param random from 0 up to 1.
 */
export function renewalDelayMs(expiresInMs: Millis, random: number): Millis {
  const leadMs = Math.min(expiresInMs * LEAD_SHARE, LONGEST_LEAD_MS);
  const delayMs = expiresInMs - (leadMs * (1 + random)) / 2;
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, delayMs));
}
