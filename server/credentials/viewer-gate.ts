import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import { readViewerJwt, type TokenKeys } from './viewer-jwt.js';
import { ANYBODY, type ViewerPass } from './viewer-pass.js';

/** A channel as far as getting in is concerned. */
export interface GuardedChannel {
  readonly slug: string;
  readonly visibility: 'public' | 'token';
}

/** A token as far as revoking it goes. */
export interface RevocableToken {
  readonly id: string;
  readonly viewerId: string;
  readonly issuedAtMs: Millis;
}

export interface ViewerGateDeps {
  readonly keys: TokenKeys;
  readonly revocations: { covers(channel: string, token: RevocableToken): boolean | Promise<boolean> };
  readonly clock: Pick<Clock, 'now'>;
}

/** Lets viewers in whose token holds. */
export class ViewerGate {
  readonly #deps: ViewerGateDeps;

  constructor(deps: ViewerGateDeps) {
    this.#deps = deps;
  }

  /**
   * Lets a viewer in to a channel: with a token as it says, without one as anybody where that is allowed.
   * @throws CodedError token-required, token-invalid, token-expired, token-wrong-channel, token-revoked
   */
  async admit({ channel, token }: { channel: GuardedChannel; token: string | undefined }): Promise<ViewerPass> {
    if (token === undefined) {
      if (channel.visibility === 'token') throw new CodedError('token-required');
      return ANYBODY;
    }
    const pass = await this.read(token);
    if (pass.channel !== channel.slug) throw new CodedError('token-wrong-channel');
    return pass;
  }

  /** @throws CodedError token-invalid, token-expired, token-revoked */
  async read(token: string): Promise<ViewerPass & { viewerId: string; channel: string }> {
    const { keys, revocations, clock } = this.#deps;
    const { keyId, claims } = await readViewerJwt(token, keys, clock.now());
    const { sub: viewerId, aud: channel, jti: tokenId, exp, sessions = null } = claims;
    const issuedAtMs = Math.round(claims.iat * 1000);
    if (await revocations.covers(channel, { id: tokenId, viewerId, issuedAtMs })) {
      throw new CodedError('token-revoked');
    }
    return {
      ...{ viewerId, channel, tokenId, keyId, issuedAtMs },
      audience: { ...claims.attributes, viewer: viewerId },
      expiresAtMs: exp * 1000,
      maxSessions: sessions,
    };
  }
}
