import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { type Lane, TurnQueue } from './turn-queue.js';

const HASH_BYTES = 32;
const SALT_BYTES = 16;
const MAX_WAITING = 32;
/** What trying a password costs: `128·N·r` bytes of memory, and time in proportion to `N·r·p` (RFC 7914). */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 64 MiB, some 100 ms: what OWASP's Password Storage Cheat Sheet asks for. */
const COST: ScryptCost = { N: 2 ** 16, r: 8, p: 2 };
const STORED = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;

type Derive = (password: string, salt: Buffer, cost: ScryptCost) => Promise<Buffer>;

/** A password for people to copy: 120 bits. */
export function makePassword(): string {
  return randomBytes(15).toString('base64url');
}

/**
 * Hashes passwords and compares them with hashes. One at a time: each takes a thread and 64 MiB, which what is on air
 * needs more than somebody who waits to be signed in.
 */
export class Passwords {
  readonly #cost: ScryptCost;
  readonly #derive: Derive;
  /** Looks like any stored hash, and is that of no password. */
  readonly #nobodys: string;
  readonly #queue = new TurnQueue(MAX_WAITING);

  constructor({ cost = COST, derive = deriveWithScrypt }: { cost?: ScryptCost; derive?: Derive } = {}) {
    this.#cost = cost;
    this.#derive = derive;
    this.#nobodys = format(cost, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
  }

  /** @returns `scrypt$N$r$p$salt$hash`, so that the cost can be raised later. @throws CodedError rate-limited */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#queue.run('first', () => this.#derive(password, salt, this.#cost));
    return format(this.#cost, salt, hash);
  }

  /**
   * Whether it is the password of a stored hash. Where there is none, because nobody has that name, it takes just as
   * long to say so.
   * @throws CodedError rate-limited; Error when what was stored is no hash of ours
   */
  async match(password: string, stored: string | undefined, lane: Lane = 'others'): Promise<boolean> {
    const [, N, r, p, salt, hash] = STORED.exec(stored ?? this.#nobodys) ?? [];
    if (salt === undefined || hash === undefined) throw new Error('the stored password hash cannot be read');
    const expected = Buffer.from(hash, 'base64url');
    const cost = { N: Number(N), r: Number(r), p: Number(p) };
    const actual = await this.#queue.run(lane, () => this.#derive(password, Buffer.from(salt, 'base64url'), cost));
    return expected.length === actual.length && timingSafeEqual(expected, actual) && stored !== undefined;
  }
}

function format({ N, r, p }: ScryptCost, salt: Buffer, hash: Buffer): string {
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

export function deriveWithScrypt(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    // Two keyboards may spell one letter differently (RFC 8265): NFKC makes them the same bytes.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}
