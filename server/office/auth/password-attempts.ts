import type { Clock } from '../../../media/playout/clock.js';
import { addressBlock } from '../../limits/address-block.js';
import { RateLimit } from '../../limits/rate-limit.js';
import type { Lane } from './turn-queue.js';

const WINDOW_MS = 15 * 60_000;
const WRONG_PER_ADDRESS = 10;
/** More than for one address: whoever wants to shut a user out has to come from many. */
const WRONG_PER_USER = 50;
const MAX_KNOWN = 1000;

/** Slows down who guesses passwords: so many wrong ones from an address, or for a user, and they have to wait. */
export class PasswordAttempts {
  readonly #byAddress: RateLimit;
  readonly #byUser: RateLimit;
  /** From where users have given the right one: there, the guesses of others do not shut them out. */
  readonly #known = new Set<string>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#byAddress = new RateLimit({ limit: WRONG_PER_ADDRESS, windowMs: WINDOW_MS, clock });
    this.#byUser = new RateLimit({ limit: WRONG_PER_USER, windowMs: WINDOW_MS, clock });
  }

  /**
   * Tries a password. It counts before it is tried, so that many at once are no faster than one after the other, and is
   * taken back when it was right, or could not be tried at all.
   * @param check resolves to null for a wrong one; it gets the first lane where the user has signed in before
   * @throws CodedError rate-limited
   */
  async try<Found>(
    { username, address }: { username: string; address: string },
    check: (lane: Lane) => Promise<Found | null>,
  ): Promise<Found | null> {
    const block = addressBlock(address);
    const place = `${username} ${block}`;
    const isKnown = this.#known.has(place);
    const giveBack = () => {
      this.#byAddress.giveBack(block);
      if (!isKnown) this.#byUser.giveBack(username);
    };
    this.#byAddress.take(block);
    if (!isKnown) this.#byUser.take(username);
    const found = await check(isKnown ? 'first' : 'others').catch((error: unknown) => {
      giveBack();
      throw error;
    });
    if (found === null) return null;
    giveBack();
    this.#remember(place);
    return found;
  }

  #remember(place: string): void {
    this.#known.delete(place);
    this.#known.add(place);
    const [oldest] = this.#known;
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}
