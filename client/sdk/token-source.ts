import type { Millis } from '../../shared/units.js';
import { PlayerError } from './player-error.js';
import type { Cancel, Timing } from './timing.js';

/** A viewer token, or what fetches one: asked before every join, and again before a token runs out. */
export type TokenSource = string | TokenFunction;
/** Gives nothing where there is none to give. */
export type TokenFunction = () => string | null | undefined | Promise<string | null | undefined>;

const TIMEOUT_MS: Millis = 10_000;

/** @throws PlayerError `token-unavailable` when it cannot be fetched; the next try asks again. */
export async function tokenFrom(source: TokenSource | undefined, timing: Timing): Promise<string | undefined> {
  return typeof source === 'function' ? fetchToken(source, timing) : source;
}

/**
 * Undefined where the page has none to give.
 *
 * @throws PlayerError `token-unavailable`
 */
export async function fetchToken(fetchOne: TokenFunction, timing: Timing): Promise<string | undefined> {
  let cancelTimeout: Cancel = () => {};
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancelTimeout = timing.setTimer(TIMEOUT_MS, () => {
      reject(new Error(`none has come within ${TIMEOUT_MS / 1000} seconds`));
    });
  });
  try {
    // A page may give anything.
    const token: unknown = await Promise.race([tooLate, (async () => fetchOne())()]);
    if (token === undefined || token === null || token === '') return undefined;
    if (typeof token !== 'string') throw new Error(`what came is no text but ${typeof token}`);
    return token;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PlayerError('token-unavailable', `The page could not fetch a viewer token: ${why}`);
  } finally {
    cancelTimeout();
  }
}
