import type { Audience } from '../../shared/timeline/audience.js';
import type { Millis } from '../../shared/units.js';

/** What lets a viewer in, and what the viewer is served. */
export interface ViewerPass {
  /** Null for who came without a token. */
  readonly viewerId: string | null;
  /** The attributes of the viewer, its id among them as `viewer`; none for who came without a token. */
  readonly audience: Audience;
  readonly tokenId: string | null;
  /** The key that the token was signed with. */
  readonly keyId: string | null;
  readonly issuedAtMs: Millis | null;
  readonly expiresAtMs: Millis | null;
  /** How many may watch with this token at the same time; null for any number. */
  readonly maxSessions: number | null;
}

export const ANYBODY: ViewerPass = {
  ...{ viewerId: null, audience: {}, tokenId: null, keyId: null },
  ...{ issuedAtMs: null, expiresAtMs: null, maxSessions: null },
};

/** Something after which tokens hold no more. */
export type Revocation =
  | { readonly kind: 'token'; readonly channel: string; readonly tokenId: string }
  /** Every token that the viewer had at that instant. */
  | { readonly kind: 'viewer'; readonly channel: string; readonly viewerId: string; readonly issuedUntilMs: Millis }
  | { readonly kind: 'key'; readonly keyId: string };

/** Whether a viewer who came to a channel with a pass has to go. */
export function revokes(revocation: Revocation, channel: string, pass: ViewerPass): boolean {
  switch (revocation.kind) {
    case 'token':
      return channel === revocation.channel && pass.tokenId === revocation.tokenId;
    case 'viewer': {
      const { viewerId, issuedAtMs } = pass;
      const isOf = channel === revocation.channel && viewerId === revocation.viewerId;
      return isOf && issuedAtMs !== null && issuedAtMs <= revocation.issuedUntilMs;
    }
    case 'key':
      return pass.keyId === revocation.keyId;
  }
}
