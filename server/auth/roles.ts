/** Each role may do what those before it may. */
const ROLES = ['viewer-issuer', 'host', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Who asks: proven by a token. */
export interface Principal {
  readonly username: string;
  readonly role: Role;
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

export function mayActAs(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}
