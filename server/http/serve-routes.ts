import type { Request, RequestHandler } from 'express';
import express, { Router } from 'express';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Access, Credentials } from '../auth/access.js';
import type { Session } from '../auth/session-tokens.js';
import type { Route } from './define-route.js';

const MAX_BODY_BYTES = 256 * 1024;
const BODY_WITHIN_MS = 30_000;
const SAFE_METHODS: readonly string[] = ['get', 'head', 'options'];

/** The routes below a root, each open only to whom it says. */
export function serveRoutes(root: string, routes: readonly Route[], access: Access, clock: Clock): Router {
  const router = Router();
  const readBody = bodyReader(clock);
  for (const route of routes) {
    const steps: RequestHandler[] = [
      ...(route.role === 'public' && SAFE_METHODS.includes(route.method) ? [allowAnyOrigin] : []),
      async (request, response, next) => {
        response.locals['session'] = await admit(route, request, access);
        next();
      },
      ...(route.before === undefined ? [] : [route.before]),
      // Only who was let in is listened to.
      ...(route.body === undefined ? [] : [readBody]),
      async (request, response) => {
        await route.serve(request, response, response.locals['session'] as Session | null);
      },
    ];
    router[route.method](root + route.path, ...steps);
  }
  return router;
}

/** Reads a JSON body, and hangs up on who takes too long to send it. */
function bodyReader(clock: Clock): RequestHandler {
  const parse = express.json({ limit: MAX_BODY_BYTES });
  return (request, response, next) => {
    const cancel = clock.setTimer(BODY_WITHIN_MS, () => request.destroy());
    parse(request, response, (error?: unknown) => {
      cancel();
      next(error);
    });
  };
}

async function admit(route: Route, request: Request, access: Access): Promise<Session | null> {
  const credentials = credentialsOf(request);
  if (route.role !== 'public') return access.require(route.role, credentials);
  // Another site must not sign a browser in, either.
  const isForeign = credentials.origin !== undefined && !access.isSameOrigin(credentials);
  if (!credentials.isSafe && isForeign) throw new CodedError('origin-refused');
  return null;
}

function credentialsOf({ headers, method }: Request): Credentials {
  const { authorization, cookie, origin, host } = headers;
  return { authorization, cookie, origin, host, isSafe: SAFE_METHODS.includes(method.toLowerCase()) };
}

/** What players on other origins read is public. */
const allowAnyOrigin: RequestHandler = (_request, response, next) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  next();
};
