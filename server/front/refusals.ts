import type { Request } from 'express';
import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import { addressBlock } from '../limits/address-block.js';
import { RateLimit } from '../limits/rate-limit.js';

const MINUTE_MS: Millis = 60_000;
const REFUSED_A_MINUTE = 600;

/**
 * An address has only so many refusals a minute. What it is served is not counted: a CDN asks for all its viewers from
 * a few addresses.
 */
export class Refusals {
  readonly #limit: RateLimit;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#limit = new RateLimit({ limit: REFUSED_A_MINUTE, windowMs: MINUTE_MS, clock });
  }

  /** What a request is refused with: the error that is given, or that there were too many. */
  of(request: Request, error: unknown): unknown {
    try {
      this.#limit.take(blockOf(request));
      return error;
    } catch (limited) {
      return limited;
    }
  }

  /** Does work that is refused in vain, such as a look at what may not be there. @throws CodedError rate-limited */
  async counting<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
    this.#limit.take(blockOf(request));
    const result = await work();
    this.#limit.giveBack(blockOf(request));
    return result;
  }
}

function blockOf({ ip = '' }: Request): string {
  return addressBlock(ip);
}
