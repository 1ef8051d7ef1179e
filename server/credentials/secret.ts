import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SHOWN_CHARS = 8;

/** What kind of secret it is, for who finds one in a log: `sst_` a session, `ssk_` an API key. */
export type SecretKind = 'sst' | 'ssk';

export function makeSecret(kind: SecretKind): string {
  return `${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

export function isOfKind(kind: SecretKind, text: string): boolean {
  return text.startsWith(`${kind}_`);
}

export function isSecret(kind: SecretKind, text: string): boolean {
  return isOfKind(kind, text) && /^[\w-]{43}$/.test(text.slice(kind.length + 1));
}

/** How a secret begins: enough to tell it by, too little to help who guesses (208 bits stay). */
export function beginningOf(secret: string): string {
  return secret.slice(0, secret.indexOf('_') + 1 + SHOWN_CHARS);
}

/**
 * What is stored of a secret, and what it is looked up by. Nobody guesses 256 random bits, so it needs neither the salt
 * nor the slowness that a password's hash must have; and looking up a hash tells nothing by the time it takes.
 */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
