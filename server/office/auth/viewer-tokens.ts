import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import type { Millis } from '../../../shared/units.js';
import { type GuardedChannel, type RevocableToken, ViewerGate } from '../../credentials/viewer-gate.js';
import { signViewerJwt } from '../../credentials/viewer-jwt.js';
import type { Revocation, ViewerPass } from '../../credentials/viewer-pass.js';
import { addressBlock } from '../../limits/address-block.js';
import { RateLimit } from '../../limits/rate-limit.js';
import type { SigningKeys } from './signing-keys.js';
import { MAX_TOKEN_LIFETIME_MS } from './signing-keys.js';

/** What the signaling protocol takes as a token at most. */
const MAX_TOKEN_CHARS = 4096;
/** Of one channel, each kept until what it is about has expired. */
const MOST_REVOCATIONS = 100_000;
/** A full house of viewers who all come within a minute. */
const MOST_A_MINUTE = 6000;

export interface ViewerTokenRequest {
  readonly viewerId: string;
  readonly audience: Audience;
  readonly expiresInSeconds: number;
  readonly maxSessions?: number | undefined;
}

export interface ViewerRevocations {
  add(
    revocation: {
      channel: string;
      kind: 'token' | 'viewer';
      subject: string;
      revokedAtMs: Millis;
      keptUntilMs: Millis;
    },
    mostOfChannel: number,
  ): Promise<'added' | 'too-many'>;
  covers(channel: string, token: RevocableToken): Promise<boolean>;
}

export interface ViewerTokensDeps {
  readonly keys: SigningKeys;
  readonly revocations: ViewerRevocations;
  readonly channels: { find(slug: string): Promise<unknown> };
  readonly clock: Pick<Clock, 'now'>;
  /** How many one issuer gets in a minute, and one address. */
  readonly mostAMinute?: number;
  readonly mostRevocations?: number;
}

/** Who asks for a token to be issued. */
export interface Issuer {
  readonly actor: string;
  readonly address: string;
}

/** Issues viewer tokens, reads them again, and revokes them. */
export class ViewerTokens extends EventEmitter<{ revoked: [Revocation] }> {
  readonly #gate: ViewerGate;
  readonly #keys: SigningKeys;
  readonly #revocations: ViewerRevocations;
  readonly #channels: ViewerTokensDeps['channels'];
  readonly #clock: Pick<Clock, 'now'>;

  readonly #issued: { readonly byActor: RateLimit; readonly byAddress: RateLimit };

  readonly #mostRevocations: number;

  constructor(deps: ViewerTokensDeps) {
    super();
    const { keys, revocations, channels, clock, mostAMinute = MOST_A_MINUTE } = deps;
    this.#mostRevocations = deps.mostRevocations ?? MOST_REVOCATIONS;
    const limit = { limit: mostAMinute, windowMs: 60_000, clock };
    this.#issued = { byActor: new RateLimit(limit), byAddress: new RateLimit(limit) };
    this.#gate = new ViewerGate({ keys, revocations, clock });
    this.#keys = keys;
    this.#revocations = revocations;
    this.#channels = channels;
    this.#clock = clock;
    keys.on('retired', (keyId) => this.emit('revoked', { kind: 'key', keyId }));
  }

  /** @throws CodedError channel-unknown, rate-limited; bad-request when there is more in it than a token may hold */
  async issue(
    channel: string,
    { viewerId, audience, expiresInSeconds, maxSessions }: ViewerTokenRequest,
    { actor, address }: Issuer,
  ): Promise<{ token: string; tokenId: string; expiresAtMs: Millis }> {
    this.#issued.byActor.take(actor);
    this.#issued.byAddress.take(addressBlock(address));
    if ((await this.#channels.find(channel)) === undefined) throw new CodedError('channel-unknown');
    const issuedAtMs = Math.floor(this.#clock.now());
    const expiresAt = Math.floor(issuedAtMs / 1000) + expiresInSeconds;
    const tokenId = randomUUID();
    const token = await signViewerJwt(this.#keys.current, {
      ...{ sub: viewerId, aud: channel, jti: tokenId, exp: expiresAt, attributes: audience },
      // To the millisecond: a token issued right after its viewer's others were revoked is good.
      iat: issuedAtMs / 1000,
      ...(maxSessions === undefined ? {} : { sessions: maxSessions }),
    });
    if (token.length > MAX_TOKEN_CHARS) {
      throw new CodedError('bad-request', 'audience: too much for one token: shorten names and values.');
    }
    return { token, tokenId, expiresAtMs: expiresAt * 1000 };
  }

  /** @see ViewerGate */
  admit(request: { channel: GuardedChannel; token: string | undefined }): Promise<ViewerPass> {
    return this.#gate.admit(request);
  }

  /** @throws CodedError token-invalid, token-expired, token-revoked */
  read(token: string): Promise<ViewerPass & { viewerId: string; channel: string }> {
    return this.#gate.read(token);
  }

  /** One token is worth nothing from now on. @throws CodedError channel-unknown, too-many-revocations */
  async revoke(channel: string, tokenId: string): Promise<void> {
    await this.#note(channel, 'token', tokenId);
    this.emit('revoked', { kind: 'token', channel, tokenId });
  }

  /**
   * The tokens that a viewer has for a channel are worth nothing from now on; those issued later are good.
   * @throws CodedError channel-unknown, too-many-revocations
   */
  async revokeViewer(channel: string, viewerId: string): Promise<void> {
    const issuedUntilMs = await this.#note(channel, 'viewer', viewerId);
    this.emit('revoked', { kind: 'viewer', channel, viewerId, issuedUntilMs });
  }

  async #note(channel: string, kind: 'token' | 'viewer', subject: string): Promise<Millis> {
    if ((await this.#channels.find(channel)) === undefined) throw new CodedError('channel-unknown');
    const revokedAtMs = Math.floor(this.#clock.now());
    const keptUntilMs = revokedAtMs + MAX_TOKEN_LIFETIME_MS;
    const revocation = { channel, kind, subject, revokedAtMs, keptUntilMs };
    const outcome = await this.#revocations.add(revocation, this.#mostRevocations);
    if (outcome === 'too-many') throw new CodedError('too-many-revocations');
    return revokedAtMs;
  }
}
