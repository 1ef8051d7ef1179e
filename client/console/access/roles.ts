import type { Principal } from '../session/session.js';

export type Role = Principal['role'];

const ROLES: readonly { readonly value: Role; readonly label: string }[] = [
  { value: 'viewer-issuer', label: 'Lets viewers in (viewer-issuer)' },
  { value: 'host', label: 'Hosts: library, sequences, channels (host)' },
  { value: 'admin', label: 'Everything, users too (admin)' },
];

/** What somebody of a role may make others: what they are themselves at most. Each role may do what those before it may. */
export function rolesUpTo(own: Role): { value: Role; label: string }[] {
  return ROLES.slice(0, ROLES.findIndex(({ value }) => value === own) + 1);
}
