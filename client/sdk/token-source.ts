import { PlayerError } from './player-error.js';

/** A viewer token, or what fetches one: asked before every join, and again before a token runs out. */
export type TokenSource = string | (() => string | Promise<string>);

/** @throws PlayerError `token-unavailable` when it cannot be fetched; the next try asks again. */
export async function tokenFrom(source: TokenSource | undefined): Promise<string | undefined> {
  return typeof source === 'function' ? fetchToken(source) : source;
}

/** @throws PlayerError `token-unavailable` */
export async function fetchToken(fetchOne: Exclude<TokenSource, string>): Promise<string> {
  try {
    return await fetchOne();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PlayerError('token-unavailable', `The page could not fetch a viewer token: ${why}`);
  }
}
