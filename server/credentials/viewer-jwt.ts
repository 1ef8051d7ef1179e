import type { webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { SigningKey, SigningKeys } from '../office/auth/signing-keys.js';

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

export function signViewerJwt({ id, key }: SigningKey, claims: ViewerClaims): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: id }).sign(key);
}

/** @throws CodedError token-invalid, token-expired */
export async function readViewerJwt(
  token: string,
  keys: Pick<SigningKeys, 'find'>,
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
    throw new CodedError(error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid');
  }
}

function keyOf(keys: Pick<SigningKeys, 'find'>, kid: string | undefined): webcrypto.CryptoKey {
  const found = kid === undefined ? undefined : keys.find(kid);
  if (found === undefined) throw new errors.JWKSNoMatchingKey();
  return found.key;
}
