import { Agent, request as httpRequest } from 'node:http';
import type { RequestHandler } from 'express';
import { createProxyServer } from 'httpxy';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';

/** As many as are answered at once; the rest wait their turn. */
const MOST_AT_ONCE = 256;
/** Longer than the office takes to say that what it asked does not answer. */
const QUESTION_WITHIN_MS: Millis = 3000;
/** What proxies add, and what is said here. */
const FORWARDING = ['forwarded', 'x-forwarded-host', 'x-forwarded-port', 'x-real-ip'];

/** The way to another process of this server that speaks HTTP on a local socket. */
export interface Passage {
  /** Passes requests on, with their senders in `X-Forwarded-For`. @param away says that nobody is there */
  handle(away: () => CodedError): RequestHandler;
  /** A question of our own. @throws Error while nobody is there, or answers with anything but 200 and JSON in time */
  json<Answer>(path: string): Promise<Answer>;
  close(): void;
}

export function passageTo(socketPath: string): Passage {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_AT_ONCE });
  const proxy = createProxyServer({ target: { socketPath }, agent });
  const failed = new WeakMap<object, () => void>();
  proxy.on('error', (_error, _request, response) => {
    if (response !== undefined) failed.get(response)?.();
  });
  return {
    handle: (away) => (request, response, next) => {
      for (const name of FORWARDING) delete request.headers[name];
      request.headers['x-forwarded-for'] = request.ip ?? '';
      request.headers['x-forwarded-proto'] = request.secure ? 'https' : 'http';
      request.url = request.originalUrl;
      failed.set(response, () => {
        if (response.headersSent) response.destroy();
        else next(away());
      });
      void proxy.web(request, response).catch(() => undefined);
    },
    json: <Answer>(path: string) =>
      new Promise<Answer>((resolve, reject) => {
        const asked = httpRequest({ socketPath, path, timeout: QUESTION_WITHIN_MS }, (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => {
            text += part;
          });
          answer.on('error', reject);
          answer.on('end', () => {
            try {
              if (answer.statusCode !== 200) throw new Error(`${path} was answered with ${answer.statusCode}`);
              resolve(JSON.parse(text) as Answer);
            } catch (error) {
              reject(error);
            }
          });
        });
        asked.on('timeout', () => asked.destroy(new Error(`${path} was not answered in time`)));
        asked.on('error', reject);
        asked.end();
      }),
    close: () => agent.destroy(),
  };
}

/** While the office is away. */
export function officeIsAway(): CodedError {
  return new CodedError('not-ready', undefined, { retryAfterSeconds: 1 });
}
