import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { addressBlock } from '../../limits/address-block.js';
import { TokenBucket } from '../../limits/token-bucket.js';

/**
 * A school, an office or a mobile network shows hundreds of viewers behind one address, who all come when a lesson or a
 * match begins. These numbers let 300 of them in at once, and 20 more each second; a join costs the server about 3 ms.
 */
export const ADDRESS_LIMITS = {
  sockets: 600,
  connects: { burst: 300, perSecond: 20 },
  joins: { burst: 300, perSecond: 20 },
  /** Seats whose media has not connected yet, which takes a viewer a second or less. */
  unfinishedSeats: 100,
  /** Of all seats of the server, for those who come without a token. */
  shareOfSeats: 0.5,
  /** A small server has room for a school class all the same. */
  leastSeats: 50,
  /** A viewer sends some 20 kB to join, and then 100 bytes a second. */
  bytes: { burst: 8_000_000, perSecond: 256_000 },
} as const;

/** By then every bucket is full again. */
const FORGOTTEN_AFTER_MS: Millis = 60_000;

interface Claim {
  /** Whether it is vouched for by a token, whose own limit counts. */
  readonly isInvited: boolean;
  /** Whether the viewer leaves another seat for it. */
  readonly isMove: boolean;
}

/** A seat as its address counts it. */
export interface ClaimedSeat {
  /** Its media has connected. */
  finish(): void;
  release(): void;
}

/** What comes from one address: an IPv4 address, or the /64 of an IPv6 address. */
export class AddressUse {
  sockets = 0;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #mostSeats: number;
  readonly #connects: TokenBucket;
  readonly #joins: TokenBucket;
  readonly bytes: TokenBucket;
  #seats = 0;
  #unfinished = 0;
  #seenMs: Millis;

  constructor(clock: Pick<Clock, 'now'>, mostSeats: number) {
    const { connects, joins, bytes } = ADDRESS_LIMITS;
    const nowMs = clock.now();
    this.#clock = clock;
    this.#mostSeats = mostSeats;
    this.#seenMs = nowMs;
    this.#connects = new TokenBucket(connects.burst, connects.perSecond, nowMs);
    this.#joins = new TokenBucket(joins.burst, joins.perSecond, nowMs);
    this.bytes = new TokenBucket(bytes.burst, bytes.perSecond, nowMs);
  }

  /** Whether one more connection is taken. */
  mayConnect(): boolean {
    this.#seenMs = this.#clock.now();
    return this.sockets < ADDRESS_LIMITS.sockets && this.#connects.take(this.#seenMs);
  }

  /** Counts a join. @throws CodedError rate-limited */
  countJoin(): void {
    if (!this.#joins.take(this.#clock.now())) throw tooMany();
  }

  /** @throws CodedError rate-limited when as many sit, or are about to, as one address may have */
  claim({ isInvited, isMove }: Claim): ClaimedSeat {
    if (!isMove && !isInvited && this.#seats >= this.#mostSeats) throw tooMany();
    if (this.#unfinished >= ADDRESS_LIMITS.unfinishedSeats) throw tooMany();
    const weight = isInvited ? 0 : 1;
    this.#seats += weight;
    this.#unfinished += 1;
    let [isUnfinished, isHeld] = [true, true];
    const finish = () => {
      if (isUnfinished) this.#unfinished -= 1;
      isUnfinished = false;
    };
    const release = () => {
      finish();
      if (isHeld) this.#seats -= weight;
      isHeld = false;
    };
    return { finish, release };
  }

  isForgotten(nowMs: Millis): boolean {
    const isIdle = this.sockets === 0 && this.#seats === 0 && this.#unfinished === 0;
    return isIdle && nowMs - this.#seenMs > FORGOTTEN_AFTER_MS;
  }
}

/** What each address uses. Its memory is bounded by how many can connect in a minute. */
export class AddressBook {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #mostSeats: number;
  readonly #uses = new Map<string, AddressUse>();
  #sweptMs: Millis;

  /** @param seats that the server has in all */
  constructor(clock: Pick<Clock, 'now'>, seats: number) {
    const { leastSeats, shareOfSeats } = ADDRESS_LIMITS;
    this.#clock = clock;
    this.#sweptMs = clock.now();
    this.#mostSeats = Math.max(leastSeats, Math.floor(seats * shareOfSeats));
  }

  get size(): number {
    return this.#uses.size;
  }

  of(address: string): AddressUse {
    this.#sweep();
    const block = addressBlock(address);
    const use = this.#uses.get(block) ?? new AddressUse(this.#clock, this.#mostSeats);
    this.#uses.set(block, use);
    return use;
  }

  #sweep(): void {
    const nowMs = this.#clock.now();
    if (nowMs - this.#sweptMs < FORGOTTEN_AFTER_MS) return;
    this.#sweptMs = nowMs;
    for (const [block, use] of this.#uses) if (use.isForgotten(nowMs)) this.#uses.delete(block);
  }
}

function tooMany(): CodedError {
  return new CodedError('rate-limited', 'Too many viewers come from this network address: try again in a moment.');
}
