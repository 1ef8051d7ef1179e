import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { NoSuchSegmentError } from '../../media/cmaf/no-such-segment.js';
import type { Clock } from '../../media/playout/clock.js';
import { BlobMissingError } from '../../media/store/blob-store.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import { addressBlock } from '../limits/address-block.js';
import { RateLimit } from '../limits/rate-limit.js';

const MINUTE_MS: Millis = 60_000;
const REFUSED_A_MINUTE = 600;

/**
 * Limits how often an address may ask for what is not there. Answers with content are not counted: a CDN asks for all its
 * viewers from a few addresses.
 */
export class Refusals {
  readonly #limit: RateLimit;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#limit = new RateLimit({ limit: REFUSED_A_MINUTE, windowMs: MINUTE_MS, clock });
  }

  /** Counts a request as refused unless its work succeeds. @throws CodedError rate-limited; what the work throws */
  async counting<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
    this.#limit.take(blockOf(request));
    const result = await work();
    this.#limit.giveBack(blockOf(request));
    return result;
  }

  /**
   * To be mounted behind routes: what they do not have is answered with 404, and no cache may keep an error.
   * @param message of a 404 whose error has none
   */
  handlers(message: string): [ErrorRequestHandler, RequestHandler] {
    return [
      (error: unknown, request, response, next) => {
        response.setHeader('Cache-Control', 'no-store');
        const absence = absenceOf(error, message);
        next(absence === undefined ? error : this.#counted(request, absence));
      },
      (request, response, next) => {
        response.setHeader('Cache-Control', 'no-store');
        next(this.#counted(request, new CodedError('not-found', message)));
      },
    ];
  }

  /** The error, or that there were too many. */
  #counted(request: Request, error: CodedError): unknown {
    try {
      this.#limit.take(blockOf(request));
      return error;
    } catch (limited) {
      return limited;
    }
  }
}

function absenceOf(error: unknown, message: string): CodedError | undefined {
  if (error instanceof CodedError) return ['not-found', 'channel-unknown'].includes(error.code) ? error : undefined;
  const isMissing = error instanceof NoSuchSegmentError || error instanceof BlobMissingError;
  return isMissing ? new CodedError('not-found', message) : undefined;
}

function blockOf({ ip = '' }: Request): string {
  return addressBlock(ip);
}
