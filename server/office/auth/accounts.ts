import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Role } from '../../credentials/roles.js';
import type { UserChange, UserEdit, UserRecord, UserStore } from '../store/user-store.js';
import type { Endings } from './endings.js';
import type { Passwords } from './password.js';
import { makePassword } from './password.js';
import type { Lane } from './turn-queue.js';

export interface AccountsDeps {
  readonly users: UserStore;
  readonly passwords: Passwords;
  readonly clock: Pick<Clock, 'now'>;
  readonly endings: Endings;
}

/** A user as others may see it. */
export type Account = Omit<UserRecord, 'passwordHash'>;

/** An account, with its password if that was made here: it is shown this once. */
type AccountOnce = Account & { readonly password?: string };

export interface AccountChange {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  /** Null has one made. */
  readonly password?: string | null | undefined;
}

/** Who may sign in. Every change of a user ends its sessions. */
export class Accounts {
  readonly #deps: AccountsDeps;

  constructor(deps: AccountsDeps) {
    this.#deps = deps;
  }

  /** In the order of their names. */
  async list(query: { limit: number; after?: string | undefined }): Promise<Account[]> {
    return (await this.#deps.users.list(query)).map(shown);
  }

  /** @throws CodedError user-unknown */
  async get(username: string): Promise<Account> {
    const user = await this.#deps.users.find(username);
    if (user === undefined) throw new CodedError('user-unknown');
    return shown(user);
  }

  /** @throws CodedError name-taken */
  async create({
    username,
    role,
    password,
  }: {
    username: string;
    role: Role;
    password?: string | undefined;
  }): Promise<AccountOnce> {
    const { users, passwords, clock } = this.#deps;
    const made = password === undefined ? makePassword() : undefined;
    const passwordHash = await passwords.hash(password ?? made!);
    const user = await users.add({ username, role, passwordHash, createdAtMs: Math.floor(clock.now()) });
    if (user === undefined) throw new CodedError('name-taken');
    return withPassword(user, made);
  }

  /** @throws CodedError user-unknown, stale-revision, last-admin */
  async change(
    username: string,
    { role, disabled, password }: AccountChange,
    expectedRevision?: number,
  ): Promise<AccountOnce> {
    const { users, passwords } = this.#deps;
    const made = password === null ? makePassword() : undefined;
    const next = password ?? made;
    const change: UserChange = { role, disabled, ...(next && { passwordHash: await passwords.hash(next) }) };
    return withPassword(this.#done(await users.change(username, change, expectedRevision)), made);
  }

  /** @throws CodedError user-unknown, stale-revision, last-admin */
  async remove(username: string, expectedRevision?: number): Promise<void> {
    this.#done(await this.#deps.users.remove(username, expectedRevision));
  }

  /** Gives a user another password. @throws CodedError user-unknown, stale-revision when it has changed meanwhile */
  async setPassword({ username, revision }: UserRecord, password: string): Promise<UserRecord> {
    const passwordHash = await this.#deps.passwords.hash(password);
    return this.#done(await this.#deps.users.change(username, { passwordHash }, revision));
  }

  /** The user with this name and password; null, after just as long, when there is none who may sign in. */
  async withPassword(username: string, password: string, lane?: Lane): Promise<UserRecord | null> {
    const user = await this.#deps.users.find(username);
    const matches = await this.#deps.passwords.match(password, user?.passwordHash, lane);
    return user !== undefined && matches && !user.disabled ? user : null;
  }

  #done(edit: UserEdit): UserRecord {
    switch (edit.outcome) {
      case 'done':
        this.#deps.endings.emit('ended');
        return edit.user;
      case 'unknown':
        throw new CodedError('user-unknown');
      case 'stale':
        throw new CodedError('stale-revision');
      case 'last-admin':
        throw new CodedError('last-admin');
    }
  }
}

function shown({ passwordHash: _, ...account }: UserRecord): Account {
  return account;
}

function withPassword(user: UserRecord, password: string | undefined): AccountOnce {
  return { ...shown(user), ...(password === undefined ? {} : { password }) };
}
