import type { webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';

/** This server signs and this server verifies: a shared secret is enough, and with no public key there is none to misuse. */
const ALGORITHM = 'HS256';
/** RFC 8725, section 3.11: told apart from every other JWT there may be. */
const TYPE = 'streamsync-viewer+jwt';

const claimsSchema = z.object({
  /** The viewer. */
  sub: z.string(),
  /** The channel. */
  aud: z.string(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  attributes: z.record(z.string(), z.string()),
  /** How many may watch with it at once. */
  sessions: z.number().optional(),
});
/** What a viewer token says (RFC 7519): instants are seconds, and may have a fraction. */
export type ViewerClaims = z.infer<typeof claimsSchema>;

/** A key that viewer tokens are signed with. */
export interface TokenKey {
  readonly id: string;
  readonly key: webcrypto.CryptoKey;
}

/** The keys whose tokens hold. */
export interface TokenKeys {
  find(id: string): TokenKey | undefined;
}

/** Nothing else can be made of such a key than HMAC-SHA-256, whatever a token's header says (Web Crypto). */
export function importTokenKey(secret: string): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', Buffer.from(secret, 'base64url'), algorithm, false, ['sign', 'verify']);
}

export function signViewerJwt({ id, key }: TokenKey, claims: ViewerClaims): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: id }).sign(key);
}

/** @throws CodedError token-invalid, token-expired; what `keys.find` throws */
export async function readViewerJwt(
  token: string,
  keys: TokenKeys,
  nowMs: Millis,
): Promise<{ keyId: string; claims: ViewerClaims }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, ({ kid }) => keyOf(keys, kid), {
      algorithms: [ALGORITHM],
      typ: TYPE,
      currentDate: new Date(nowMs),
    });
    return { keyId: protectedHeader.kid!, claims: claimsSchema.parse(payload) };
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError(error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid');
  }
}

function keyOf(keys: TokenKeys, kid: string | undefined): webcrypto.CryptoKey {
  const found = kid === undefined ? undefined : keys.find(kid);
  if (found === undefined) throw new errors.JWKSNoMatchingKey();
  return found.key;
}
