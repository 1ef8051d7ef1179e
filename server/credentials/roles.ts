import type { z } from 'zod';
import { roleSchema } from '../../shared/api/auth.js';
import type { Millis } from '../../shared/units.js';

export type Role = z.infer<typeof roleSchema>;

/** Each may do what those before it may. */
const ROLES = roleSchema.options;

/** Who asks: proven by a session or an API key. */
export interface Principal {
  readonly username: string;
  readonly role: Role;
}

interface Proven {
  /** Of the session or the key. */
  readonly id: string;
  /** As the user may act now, not when it signed in. */
  readonly principal: Principal;
  /** Who it was, for the record of who did what: the user's name, or `key:` and the key's. */
  readonly actor: string;
}

/** What came with a request and held: somebody signed in, or a program with an API key of theirs. */
export type Session =
  | (Proven & { readonly kind: 'user'; readonly expiresAtMs: Millis })
  | (Proven & { readonly kind: 'key'; readonly expiresAtMs: Millis | null });

export function mayActAs(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}

export function lesserOf(one: Role, other: Role): Role {
  return mayActAs(one, other) ? other : one;
}
