import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { importTokenKey, type TokenKey } from '../../credentials/viewer-jwt.js';
import type { SharedTokenKey } from '../../link/messages.js';

const SECRET_BYTES = 32;
const ID_BYTES = 9;
/** How long a token may hold, and so how long a key must be accepted once it signs no more. */
export const MAX_TOKEN_LIFETIME_MS = 31 * 86_400_000;

interface StoredKey {
  readonly id: string;
  /** base64url */
  readonly secret: string;
  readonly createdAtMs: Millis;
  readonly acceptedUntilMs: Millis | null;
}

/** Where signing keys outlive the process; `replace` is one step. */
export interface SigningKeyShelf {
  list(): Promise<readonly StoredKey[]>;
  replace(
    key: Omit<StoredKey, 'acceptedUntilMs'>,
    before: { acceptedUntilMs: Millis; removedId?: string | undefined },
  ): Promise<void>;
  remove(id: string): Promise<void>;
}

/** A key as its owner may see it. */
export interface SigningKeyFacts {
  readonly id: string;
  readonly createdAtMs: Millis;
  /** Null while tokens are signed with it. */
  readonly acceptedUntilMs: Millis | null;
}

export type SigningKey = SigningKeyFacts & TokenKey & { readonly secret: string };

/**
 * The keys of viewer tokens: one signs, those before it are accepted until the last token of theirs has expired. They
 * are bound to HMAC-SHA-256 (Web Crypto), so nothing else can be made of them, whatever a token's header says.
 */
export class SigningKeys extends EventEmitter<{ retired: [id: string]; changed: [] }> {
  readonly #shelf: SigningKeyShelf;
  readonly #clock: Pick<Clock, 'now'>;
  /** Newest first. */
  #keys: readonly SigningKey[] = [];

  private constructor(shelf: SigningKeyShelf, clock: Pick<Clock, 'now'>) {
    super();
    this.#shelf = shelf;
    this.#clock = clock;
  }

  static async create(shelf: SigningKeyShelf, clock: Pick<Clock, 'now'>): Promise<SigningKeys> {
    const keys = new SigningKeys(shelf, clock);
    await keys.#load();
    if (!keys.#keys.some(({ acceptedUntilMs }) => acceptedUntilMs === null)) await keys.rotate();
    return keys;
  }

  /** The one that signs. */
  get current(): SigningKey {
    return this.#keys.find(({ acceptedUntilMs }) => acceptedUntilMs === null)!;
  }

  /** A key that tokens may be signed with. */
  find(id: string): SigningKey | undefined {
    return this.#accepted().find((key) => key.id === id);
  }

  list(): SigningKeyFacts[] {
    return this.#accepted().map(({ id, createdAtMs, acceptedUntilMs }) => ({ id, createdAtMs, acceptedUntilMs }));
  }

  /** What whoever checks tokens elsewhere on this server has to know. */
  shared(): SharedTokenKey[] {
    return this.#accepted().map(({ id, secret, acceptedUntilMs }) => ({ id, secret, acceptedUntilMs }));
  }

  /** From now on a new key signs; tokens signed before stay good until they expire. */
  async rotate(): Promise<SigningKeyFacts> {
    await this.#replace();
    return this.#facts(this.current);
  }

  /** A key that others have got hold of: what it signed is worth nothing from now on. @throws CodedError */
  async retire(id: string): Promise<void> {
    const key = this.find(id);
    if (key === undefined) throw new CodedError('signing-key-unknown');
    if (key.acceptedUntilMs === null) {
      await this.#replace(id);
    } else {
      await this.#shelf.remove(id);
      await this.#load();
    }
    this.emit('retired', id);
  }

  #accepted(): readonly SigningKey[] {
    const now = this.#clock.now();
    return this.#keys.filter(({ acceptedUntilMs }) => acceptedUntilMs === null || acceptedUntilMs > now);
  }

  async #replace(removedId?: string): Promise<void> {
    const createdAtMs = Math.floor(this.#clock.now());
    await this.#shelf.replace(
      {
        id: randomBytes(ID_BYTES).toString('base64url'),
        secret: randomBytes(SECRET_BYTES).toString('base64url'),
        createdAtMs,
      },
      { acceptedUntilMs: createdAtMs + MAX_TOKEN_LIFETIME_MS, removedId },
    );
    await this.#load();
  }

  async #load(): Promise<void> {
    this.#keys = await Promise.all(
      (await this.#shelf.list()).map(async (stored) => ({ ...stored, key: await importTokenKey(stored.secret) })),
    );
    this.emit('changed');
  }

  #facts({ id, createdAtMs, acceptedUntilMs }: SigningKey): SigningKeyFacts {
    return { id, createdAtMs, acceptedUntilMs };
  }
}
