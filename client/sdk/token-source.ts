import { PlayerError } from './player-error.js';

/** A viewer token, or what fetches one: it is asked before every join, so that it can give a fresh one. */
export type TokenSource = string | (() => string | Promise<string>);

/** @throws PlayerError `token-unavailable` when it cannot be fetched; the next try asks again. */
export async function tokenFrom(source: TokenSource | undefined): Promise<string | undefined> {
  if (typeof source !== 'function') return source;
  try {
    return await source();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PlayerError('token-unavailable', `The page could not fetch a viewer token: ${why}`);
  }
}
