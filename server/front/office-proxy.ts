import { Agent } from 'node:http';
import type { RequestHandler } from 'express';
import { createProxyServer } from 'httpxy';
import { CodedError } from '../../shared/errors.js';

/** As many as are answered at once; the rest wait their turn. */
const MOST_AT_ONCE = 256;
/** What proxies add, and what we say ourselves. */
const FORWARDING = ['forwarded', 'x-forwarded-host', 'x-forwarded-port', 'x-real-ip'];

/** Passes requests on to a local socket, with who asks in `X-Forwarded-For`, and tells when nobody is there. */
export function passTo(socketPath: string, away: () => CodedError): { handle: RequestHandler; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_AT_ONCE });
  const proxy = createProxyServer({ target: { socketPath }, agent });
  // Each request's own promise tells.
  proxy.on('error', () => undefined);
  return {
    handle(request, response, next) {
      for (const name of FORWARDING) delete request.headers[name];
      request.headers['x-forwarded-for'] = request.ip ?? '';
      request.headers['x-forwarded-proto'] = request.protocol;
      request.url = request.originalUrl;
      proxy.web(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else next(away());
      });
    },
    close: () => agent.destroy(),
  };
}

/** While the office is away. */
export function officeIsAway(): CodedError {
  return new CodedError('not-ready', undefined, { retryAfterSeconds: 1 });
}
