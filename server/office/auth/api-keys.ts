import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { Role, Session } from '../../credentials/roles.js';
import { lesserOf, mayActAs } from '../../credentials/roles.js';
import { beginningOf, digestOf, isSecret, makeSecret } from '../../credentials/secret.js';
import type { ApiKeyRecord, ApiKeyStore } from '../store/api-key-store.js';
import type { Endings } from './endings.js';

const DAY_MS = 86_400_000;
const MOST_OF_ONE_USER = 100;
const NOTE_USE_EVERY_MS = 60_000;

export interface ApiKeysDeps {
  readonly store: ApiKeyStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly endings: Endings;
}

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  readonly expiresInDays?: number | undefined;
}

/** Keys for programs. A key is somebody's: it may never do more than its owner may now, and goes when the owner goes. */
export class ApiKeys {
  readonly #deps: ApiKeysDeps;

  constructor(deps: ApiKeysDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a key, which is shown this once. A key makes no keys: whoever got hold of one could keep what they got.
   * @throws CodedError not-allowed, name-taken, too-many-keys
   */
  async create({ name, role, expiresInDays }: NewApiKey, by: Session): Promise<ApiKeyRecord & { key: string }> {
    const { username, role: ownRole } = by.principal;
    if (by.kind === 'key') throw new CodedError('not-allowed', 'An API key cannot make keys: sign in with a password.');
    if (!mayActAs(ownRole, role)) throw new CodedError('not-allowed', `Your keys can be ${ownRole} at most.`);
    const key = makeSecret('ssk');
    const createdAtMs = Math.floor(this.#deps.clock.now());
    const record = {
      ...{ id: randomUUID(), name, prefix: beginningOf(key), role, username, createdAtMs },
      expiresAtMs: expiresInDays === undefined ? null : createdAtMs + expiresInDays * DAY_MS,
    };
    const outcome = await this.#deps.store.add(record, digestOf(key), MOST_OF_ONE_USER);
    if (outcome === 'name-taken') throw new CodedError('name-taken');
    if (outcome === 'too-many') throw new CodedError('too-many-keys');
    return { ...record, lastUsedAtMs: null, key };
  }

  /** One's own; every key for an administrator who is signed in. */
  list(by: Session): Promise<ApiKeyRecord[]> {
    return this.#deps.store.list(withinReachOf(by));
  }

  /** A key revokes itself alone. @throws CodedError not-allowed; key-unknown, also for a key of somebody else */
  async revoke(id: string, by: Session): Promise<void> {
    if (by.kind === 'key' && by.id !== id) throw new CodedError('not-allowed', 'An API key can revoke itself alone.');
    if (!(await this.#deps.store.remove(id, withinReachOf(by)))) throw new CodedError('key-unknown');
    this.#deps.endings.emit('ended');
  }

  /** @throws CodedError key-invalid, key-expired */
  async read(key: string): Promise<Session> {
    const found = isSecret('ssk', key) ? await this.#deps.store.find(digestOf(key)) : undefined;
    if (found === undefined) throw new CodedError('key-invalid');
    const now = this.#deps.clock.now();
    const { id, name, username, expiresAtMs } = found;
    if (expiresAtMs !== null && expiresAtMs <= now) throw new CodedError('key-expired');
    // A disk that is full locks no program out.
    await this.#noteUse(found, now).catch(() => undefined);
    const role = lesserOf(found.role, found.ownerRole);
    return { kind: 'key', id, principal: { username, role }, actor: `key:${name}`, expiresAtMs };
  }

  async #noteUse({ id, lastUsedAtMs }: ApiKeyRecord, now: Millis): Promise<void> {
    if (lastUsedAtMs !== null && now - lastUsedAtMs < NOTE_USE_EVERY_MS) return;
    await this.#deps.store.noteUse(id, Math.floor(now));
  }
}

function withinReachOf({ kind, principal }: Session): { username?: string } {
  return kind === 'user' && principal.role === 'admin' ? {} : { username: principal.username };
}
