import type { Request } from 'express';
import { bearerToken, sessionCookie } from '../../credentials/credentials.js';
import type { Session } from '../../credentials/roles.js';
import { isOfKind } from '../../credentials/secret.js';
import type { GuardedChannel } from '../../credentials/viewer-gate.js';
import type { ViewerPass } from '../../credentials/viewer-pass.js';
import { credentialsOf } from '../../http/request-credentials.js';
import type { HttpDeps } from './http-server.js';

/** Who reads what a channel shows: a viewer, as its token says; or staff, who may look at it as any audience. */
export type Reader =
  | { readonly kind: 'viewer'; readonly pass: ViewerPass }
  | { readonly kind: 'staff'; readonly session: Session };

/**
 * Tells on a route of the role `viewer` who reads: whoever is signed in or has an API key, else who has a viewer token
 * for the channel, else anybody if it is public. `read` throws CodedError token-required, token-invalid, token-expired,
 * token-revoked, token-wrong-channel, or what is wrong with a session or key. Programs that cannot send headers, such as
 * calendars, have the viewer token in the query.
 */
export function channelReader({ access, viewerTokens }: Pick<HttpDeps, 'access' | 'viewerTokens'>) {
  return async function read(request: Request, channel: GuardedChannel, tokenInQuery?: string): Promise<Reader> {
    const credentials = credentialsOf(request);
    const bearer = bearerToken(credentials.authorization);
    if (bearer !== undefined && (isOfKind('sst', bearer) || isOfKind('ssk', bearer))) {
      return { kind: 'staff', session: await access.require('viewer-issuer', credentials) };
    }
    const token = bearer ?? tokenInQuery;
    if (token === undefined && sessionCookie(credentials.cookie) !== undefined) {
      // A browser goes on sending the cookie of a session that has ended: its viewer is anybody again.
      const session = await access.require('viewer-issuer', credentials).catch(() => undefined);
      if (session !== undefined) return { kind: 'staff', session };
    }
    return { kind: 'viewer', pass: await viewerTokens.admit({ channel, token }) };
  };
}

/** Whether what this reader is told is what everybody is told: it may lie in shared caches. */
export function isEverybodys(reader: Reader, { visibility }: GuardedChannel): boolean {
  return visibility === 'public' && (reader.kind === 'staff' || reader.pass.tokenId === null);
}
