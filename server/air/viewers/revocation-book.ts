import type { Millis } from '../../../shared/units.js';
import type { RevocableToken } from '../../credentials/viewer-gate.js';
import type { Revocation } from '../../credentials/viewer-pass.js';

/** Every revocation that the office has told of. */
export class RevocationBook {
  readonly #tokens = new Set<string>();
  /** By viewer: tokens issued until then hold no more. */
  readonly #viewers = new Map<string, Millis>();
  readonly #createdAtMs: (slug: string) => Millis | undefined;

  /** @param createdAtMs of a channel; an older token is for a channel, deleted since, that had its slug. */
  constructor(createdAtMs: (slug: string) => Millis | undefined) {
    this.#createdAtMs = createdAtMs;
  }

  /** Retired keys are no matter of this book: what they signed cannot be read. */
  add(revocation: Revocation): void {
    switch (revocation.kind) {
      case 'token':
        this.#tokens.add(nameOf(revocation.channel, revocation.tokenId));
        return;
      case 'viewer': {
        const name = nameOf(revocation.channel, revocation.viewerId);
        this.#viewers.set(name, Math.max(revocation.issuedUntilMs, this.#viewers.get(name) ?? 0));
        return;
      }
      case 'key':
        return;
      default:
        revocation satisfies never;
    }
  }

  covers(channel: string, { id, viewerId, issuedAtMs }: RevocableToken): boolean {
    const untilMs = this.#viewers.get(nameOf(channel, viewerId));
    const createdAtMs = this.#createdAtMs(channel);
    return (
      this.#tokens.has(nameOf(channel, id)) ||
      (untilMs !== undefined && issuedAtMs <= untilMs) ||
      // A token has whole milliseconds.
      (createdAtMs !== undefined && issuedAtMs + 1 <= createdAtMs)
    );
  }
}

function nameOf(channel: string, subject: string): string {
  return JSON.stringify([channel, subject]);
}
