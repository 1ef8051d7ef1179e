import type { RequestHandler } from 'express';
import { CodedError } from '../../shared/errors.js';
import { isHost } from '../net/host-header.js';

/** Refuses a request whose `Host` can be none (RFC 9112, section 3.2), before anything is made of it. */
export const validHost: RequestHandler = (request, _response, next) => {
  const { host } = request.headers;
  next(host === undefined || isHost(host) ? undefined : new CodedError('bad-request', 'host: not a host.'));
};
