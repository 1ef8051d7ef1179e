import type { ErrorRequestHandler, RequestHandler } from 'express';
import { CodedError } from '../../shared/errors.js';
import type { Logger } from '../log/logger.js';

/** Whatever nothing else answered. */
export const notFound: RequestHandler = (request, _response, next) => {
  next(new CodedError('not-found', `There is nothing at ${request.path}.`));
};

/** Answers errors as RFC 9457 `application/problem+json` with a stable `code`. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const coded = isBadRequest(error) ? new CodedError('bad-request', error.message) : CodedError.from(error);
    if (coded.code === 'internal') logger.error({ err: error, path: request.path }, 'a request failed');
    response
      .status(coded.status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: coded.message, status: coded.status, code: coded.code }));
  };
}

/** Express and its parsers mark what the client got wrong, such as a malformed escape in the path. */
function isBadRequest(error: unknown): error is Error {
  return error instanceof Error && 'status' in error && error.status === 400 && !(error instanceof CodedError);
}
