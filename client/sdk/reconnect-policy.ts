import type { Millis } from '../../shared/units.js';
import type { PlayerError, Retry } from './player-error.js';

interface Backoff {
  readonly firstMs: Millis;
  readonly factor: number;
  readonly capMs: Millis;
}

const BACKOFFS: Record<Exclude<Retry, 'never'>, Backoff> = {
  // A server restarts in a second or two and a worker in less: the first tries are quick, and none waits long.
  soon: { firstMs: 150, factor: 1.7, capMs: 1500 },
  later: { firstMs: 2000, factor: 2, capMs: 30_000 },
};

/**
 * Whether to try again, and how soon.
 *
 * @param failures since something worked.
 * @param fetchesTokens whether the page's own function gives the tokens: it may give another the next time.
 */
export function retryAfter({ code, retry }: PlayerError, failures: number, fetchesTokens: boolean): Retry {
  if (!fetchesTokens) return retry;
  // A page that hands out tokens which have run out already is not asked for ever more of them at once.
  if (code === 'token-expired') return failures === 0 ? 'soon' : 'later';
  return code === 'token-required' ? 'later' : retry;
}

/**
 * How long to wait before a try: capped exponential back-off, the upper half of it random, so that the viewers of one
 * server do not come back in the same instant.
 *
 * @param attempt 1 for the first try after something worked.
 * @param random from 0 up to 1.
 */
export function retryDelayMs(retry: Exclude<Retry, 'never'>, attempt: number, random: number): Millis {
  const { firstMs, factor, capMs } = BACKOFFS[retry];
  // Beyond 64 doublings the cap has long been reached, and the power would only lose its meaning.
  const fullMs = Math.min(capMs, firstMs * factor ** (Math.min(attempt, 64) - 1));
  return (fullMs * (1 + random)) / 2;
}

/** The viewers of one feed who are sent elsewhere at once, their pictures still moving, come one by one. */
const SPREAD_MS = 1000;
const FIRST_HOLD_UP_S = 4;
const LONGEST_HOLD_UP_S = 64;
/** A new session that kept the picture in step for longer than this did help. */
const HELPED_FOR_MS = 5 * 60_000;

/** @param random from 0 up to 1. */
export function moveDelayMs(random: number): Millis {
  return SPREAD_MS * random;
}

/**
 * How often in a row the picture was held back, with another time.
 *
 * @param sinceLastMs since the time before.
 */
export function holdUpsInARow(before: number, sinceLastMs: Millis): number {
  return sinceLastMs > HELPED_FOR_MS ? 1 : before + 1;
}

/** For how long a viewer puts up with a picture that is held back: longer each time that a new session did not help. */
export function holdUpPatienceS(holdUps: number): number {
  return Math.min(LONGEST_HOLD_UP_S, FIRST_HOLD_UP_S * 2 ** holdUps);
}
