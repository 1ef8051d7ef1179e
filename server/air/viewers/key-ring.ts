import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { importTokenKey, type TokenKey, type TokenKeys } from '../../credentials/viewer-jwt.js';
import type { SharedTokenKey } from '../../link/messages.js';

interface HeldKey extends TokenKey {
  readonly acceptedUntilMs: Millis | null;
}

/** The keys that the office has handed out: with them tokens are read while it is away. */
export class KeyRing implements TokenKeys {
  readonly #clock: Pick<Clock, 'now'>;
  #keys: ReadonlyMap<string, HeldKey> | undefined;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** All that hold; others are dropped. */
  async replace(keys: readonly SharedTokenKey[]): Promise<void> {
    const held = keys.map(async ({ id, secret, acceptedUntilMs }): Promise<[string, HeldKey]> => {
      return [id, { id, key: await importTokenKey(secret), acceptedUntilMs }];
    });
    this.#keys = new Map(await Promise.all(held));
  }

  /** @throws CodedError not-ready before there are any */
  find(id: string): TokenKey | undefined {
    if (this.#keys === undefined) throw new CodedError('not-ready');
    const key = this.#keys.get(id);
    const holds = key !== undefined && (key.acceptedUntilMs === null || key.acceptedUntilMs > this.#clock.now());
    return holds ? key : undefined;
  }
}
