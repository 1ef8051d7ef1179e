import type { Request } from 'express';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { credentialsOf } from '../../http/request-credentials.js';
import { addressBlock } from '../../limits/address-block.js';
import { RateLimit } from '../../limits/rate-limit.js';
import type { Spend } from '../guide/schedule-history.js';
import type { Reader } from './channel-reader.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What one address may have worked out for it in a minute: see `Spend`. */
const POINTS_A_MINUTE = 600;
const AHEAD_MS = 3660 * DAY_MS;

/** For the reference. */
export const RANGE_RULE =
  'Viewers are answered up to ten years ahead, hosts without a limit. What is not at hand, such as a far week or a version of the past, counts towards how much one address may ask for in a minute.';

/** Bounds what questions about the timeline cost: how many, how much is worked out for them, how far ahead. */
export class QuestionBudget {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #questions: RateLimit;
  readonly #points: RateLimit;

  constructor(mostAMinute: number, clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#questions = new RateLimit({ limit: mostAMinute, windowMs: MINUTE_MS, clock });
    this.#points = new RateLimit({ limit: POINTS_A_MINUTE, windowMs: MINUTE_MS, clock });
  }

  /** Counts a question; what it takes besides is to be paid for. @throws CodedError rate-limited, here and there */
  ask(request: Request): Spend {
    const address = addressBlock(credentialsOf(request).address);
    this.#questions.take(address);
    return (points) => this.#points.take(address, points);
  }

  /** @throws CodedError bad-request for what is too far ahead for a viewer */
  admit(reader: Reader, field: string, atMs: Millis): void {
    if (reader.kind === 'staff' || atMs <= this.#clock.now() + AHEAD_MS) return;
    throw new CodedError('bad-request', `${field}: at most ten years ahead.`);
  }
}
