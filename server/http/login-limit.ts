import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { CodedError } from '../../shared/errors.js';

const WINDOW_MS = 15 * 60_000;
const FAILURES_PER_WINDOW = 10;

/** Slows down who guesses passwords: so many failures from one address, and then it has to wait. */
export function loginLimit(): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: FAILURES_PER_WINDOW,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new CodedError('rate-limited')),
  });
}
