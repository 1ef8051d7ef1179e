import { randomBytes, randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { InstallationSettings } from './installation-settings.js';
import type { Principal } from './roles.js';
import { isRole } from './roles.js';

const KEY_SETTING = 'auth.session-key';
const ENDED_SETTING = 'auth.ended-sessions';
const KEY_BYTES = 32;
const ALGORITHM = 'HS256';
const AUDIENCE = 'streamsync:api';
const LIFETIME_MS = 12 * 3_600_000;
const MAX_ENDED = 1000;

const endedSchema = z.array(z.tuple([z.string(), z.number()]));

/** What a good token says. */
export interface Session {
  readonly principal: Principal;
  readonly id: string;
  readonly expiresAtMs: Millis;
}

export interface SessionTokensOptions {
  readonly settings: InstallationSettings;
  readonly clock: Pick<Clock, 'now'>;
  /** Ends every session there is. */
  readonly newKey: boolean;
}

/** Signs and reads the tokens (JWT, RFC 7519) that hosts carry in a cookie or an Authorization header. */
export class SessionTokens {
  readonly #settings: InstallationSettings;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #key: Uint8Array;
  /** Sessions that were signed out of, until they would have expired anyway: their ids and that instant. */
  readonly #ended: Map<string, Millis>;

  private constructor({ settings, clock }: SessionTokensOptions, key: Uint8Array, ended: Map<string, Millis>) {
    this.#settings = settings;
    this.#clock = clock;
    this.#key = key;
    this.#ended = ended;
  }

  static async create(options: SessionTokensOptions): Promise<SessionTokens> {
    const { settings, newKey } = options;
    let key = newKey ? undefined : await settings.get(KEY_SETTING);
    if (key === undefined) {
      key = randomBytes(KEY_BYTES).toString('base64url');
      await settings.set(KEY_SETTING, key);
    }
    const ended = endedSchema.parse(JSON.parse((await settings.get(ENDED_SETTING)) ?? '[]'));
    return new SessionTokens(options, Buffer.from(key, 'base64url'), new Map(ended));
  }

  async issue({ username, role }: Principal): Promise<{ token: string; expiresAtMs: Millis }> {
    const issuedAt = Math.floor(this.#clock.now() / 1000);
    const expiresAt = issuedAt + LIFETIME_MS / 1000;
    const token = await new SignJWT({ role })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(username)
      .setAudience(AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { token, expiresAtMs: expiresAt * 1000 };
  }

  /** @throws CodedError session-invalid, session-expired */
  async read(token: string): Promise<Session> {
    const claims = await this.#verify(token);
    const { sub, jti, exp } = claims;
    const role = claims['role'];
    if (sub === undefined || jti === undefined || exp === undefined || !isRole(role)) {
      throw new CodedError('session-invalid');
    }
    if (this.#ended.has(jti)) throw new CodedError('session-expired');
    return { principal: { username: sub, role }, id: jti, expiresAtMs: exp * 1000 };
  }

  /** Signs out: the token is worth nothing from now on, after a restart as well. */
  async end({ id, expiresAtMs }: Session): Promise<void> {
    this.#ended.set(id, expiresAtMs);
    const now = this.#clock.now();
    for (const [other, untilMs] of this.#ended) {
      if (untilMs <= now || this.#ended.size > MAX_ENDED) this.#ended.delete(other);
    }
    await this.#settings.set(ENDED_SETTING, JSON.stringify([...this.#ended]));
  }

  async #verify(token: string) {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        currentDate: new Date(this.#clock.now()),
      });
      return payload;
    } catch (error) {
      throw new CodedError(error instanceof errors.JWTExpired ? 'session-expired' : 'session-invalid');
    }
  }
}
