import type { ErrorRequestHandler, RequestHandler } from 'express';
import { isOutOfRoom } from '../../media/store/out-of-room.js';
import { StoreUnavailableError } from '../../media/store/store-unavailable.js';
import { PROBLEM_TYPE } from '../../shared/api/problem.js';
import { CodedError, titleOf } from '../../shared/errors.js';
import type { Logger } from '../log/logger.js';

/** Header fields that describe a body, and are set before it is there. */
const OF_THE_ANSWER = new Set(['accept-ranges', 'cache-control', 'content-length', 'content-range', 'etag']);
const RETRY_AFTER_S = 5;

/** Whatever nothing else answered. */
export const notFound: RequestHandler = (request, _response, next) => {
  next(new CodedError('not-found', `There is nothing at ${request.path}.`));
};

/** Answers errors as RFC 9457 `application/problem+json` with a stable `code`. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    // Nobody is there to hear of it.
    if (response.closed || request.socket.destroyed) return;
    if (response.headersSent) {
      // What has begun cannot become another answer: an end without the rest says that something is missing.
      logger.error({ err: error, path: request.path }, 'an answer broke off');
      response.destroy();
      return;
    }
    const { code, status, message, details } = codedError(error);
    // What the answer was to be must not be said of the problem, least of all how long it may be kept.
    const mayNotBeKept = response.getHeader('Cache-Control') === 'no-store';
    for (const field of response.getHeaderNames()) if (OF_THE_ANSWER.has(field)) response.removeHeader(field);
    if (mayNotBeKept) response.setHeader('Cache-Control', 'no-store');
    if (status >= 500 && !(error instanceof CodedError) && !(error instanceof StoreUnavailableError)) {
      logger.error({ err: error, path: request.path }, 'a request failed');
    }
    // RFC 9110, section 15.5.2, asks for it.
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    if (typeof details?.['retryAfterSeconds'] === 'number') {
      response.setHeader('Retry-After', details['retryAfterSeconds']);
    }
    // RFC 9110, section 15.5.17, asks for it.
    if (typeof details?.['size'] === 'number' && status === 416) {
      response.setHeader('Content-Range', `bytes */${details['size']}`);
    }
    // What is refused need not be read to its end, were it gigabytes.
    const hasBody = 'content-length' in request.headers || 'transfer-encoding' in request.headers;
    if (hasBody && !request.complete) response.setHeader('Connection', 'close');
    response
      .status(status)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify({ ...details, type: 'about:blank', title: titleOf(code), status, detail: message, code }));
  };
}

/** Express and its parsers mark what the client got wrong, such as a malformed escape in the path. */
function codedError(error: unknown): CodedError {
  if (isOutOfRoom(error)) return new CodedError('storage-full');
  if (error instanceof StoreUnavailableError) {
    return new CodedError('store-unavailable', undefined, { retryAfterSeconds: RETRY_AFTER_S });
  }
  if (error instanceof CodedError || !(error instanceof Error) || !('status' in error)) return CodedError.from(error);
  if (error.status === 413) return new CodedError('request-too-large');
  const isClients = typeof error.status === 'number' && error.status >= 400 && error.status < 500;
  return isClients ? new CodedError('bad-request', error.message) : CodedError.from(error);
}
