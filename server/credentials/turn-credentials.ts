import { createHmac } from 'node:crypto';
import type { IceServer } from '../../shared/api/config.js';
import type { Millis } from '../../shared/units.js';

/**
 * As long as most people watch at a stretch: some relays check again whenever a place is renewed, and a player that loses
 * its place joins anew, with new ones.
 */
const LIFETIME_SECONDS = 4 * 3600;

interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

/**
 * Credentials that a TURN server with the same secret (coturn's `static-auth-secret`) takes until they expire, as in "A
 * REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00): the user name is `expiry:viewer` with the
 * expiry in Unix seconds, the password base64(HMAC-SHA1(secret, user name)).
 */
export function turnCredentials(secret: string, viewerId: string | null, nowMs: Millis): TurnCredentials {
  const expiresAt = Math.floor(nowMs / 1000) + LIFETIME_SECONDS;
  // Only for the relay's log, whose lines it must not break.
  const viewer = (viewerId ?? 'anybody').replace(/[^\w.@-]/g, '_').slice(0, 64);
  const username = `${expiresAt}:${viewer}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

/** Whether a server relays and has no credentials of its own. */
export function wantsTurnCredentials({ urls, username, credential }: IceServer): boolean {
  const isTurn = [urls].flat().some((url) => /^turns?:/i.test(url));
  return isTurn && username === undefined && credential === undefined;
}
