import type { Request, RequestHandler } from 'express';
import express, { Router } from 'express';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Credentials } from '../credentials/credentials.js';
import type { Role, Session } from '../credentials/roles.js';
import type { Route, RouteRole } from './define-route.js';
import { credentialsOf, SAFE_METHODS } from './request-credentials.js';

const USUAL_BODY_BYTES = 256 * 1024;
/** A body has this long, or as long as it takes at the pace of a slow line if that is longer. */
const BODY_WITHIN_MS = 30_000;
const SLOW_BYTES_A_MS = 32;
const PREFLIGHT_HOLDS_SECONDS = 600;

/** Who may ask what. */
export interface RouteAccess {
  /** @throws CodedError for somebody who may not. */
  require(role: Role, credentials: Credentials): Promise<Session>;
  /** Whether a page of this server sent the request. */
  isSameOrigin(credentials: Credentials): boolean;
}

/** The routes below a root, each open only to whom it says. */
export function serveRoutes(root: string, routes: readonly Route[], access: RouteAccess, clock: Clock): Router {
  const router = Router();
  for (const route of routes) {
    const isForPlayers = isOpen(route.role) && SAFE_METHODS.includes(route.method);
    if (isForPlayers) router.options(root + route.path, allowAnyOrigin, allowToken);
    const steps: RequestHandler[] = [
      ...(isForPlayers ? [allowAnyOrigin] : []),
      ...(route.role === 'viewer' ? [varyByToken] : []),
      async (request, response, next) => {
        response.locals['session'] = await admit(route, request, access);
        next();
      },
      // Only who was let in is listened to.
      ...(route.body === undefined ? [] : [bodyReader(clock, route.mostBodyBytes)]),
      async (request, response) => {
        await route.serve(request, response, response.locals['session'] as Session | null);
      },
    ];
    router[route.method](root + route.path, ...steps);
  }
  return router;
}

/** Reads a JSON body, and hangs up on who takes too long to send it. */
function bodyReader(clock: Clock, mostBytes = USUAL_BODY_BYTES): RequestHandler {
  const parse = express.json({ limit: mostBytes });
  const withinMs = Math.max(BODY_WITHIN_MS, mostBytes / SLOW_BYTES_A_MS);
  return (request, response, next) => {
    const cancel = clock.setTimer(withinMs, () => request.destroy());
    parse(request, response, (error?: unknown) => {
      cancel();
      next(error);
    });
  };
}

async function admit(route: Route, request: Request, access: RouteAccess): Promise<Session | null> {
  const credentials = credentialsOf(request);
  if (!isOpen(route.role)) {
    const session = await access.require(route.role, credentials);
    if (route.inPerson && session.kind === 'key') {
      throw new CodedError('not-allowed', 'An API key cannot manage access: sign in with a password.');
    }
    return session;
  }
  // Another site must not sign a browser in, either.
  const isForeign = credentials.origin !== undefined && !access.isSameOrigin(credentials);
  if (!credentials.isSafe && isForeign) throw new CodedError('origin-refused');
  return null;
}

/** Whether the route lets everybody in: its handler looks at who may see what. */
function isOpen(role: RouteRole): role is 'public' | 'viewer' {
  return role === 'public' || role === 'viewer';
}

/** What players on other origins read is public. */
const allowAnyOrigin: RequestHandler = (_request, response, next) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  next();
};

/** What one viewer is answered, caches must not give to another (RFC 9110, section 12.5.5). */
const varyByToken: RequestHandler = (_request, response, next) => {
  response.vary('Authorization');
  next();
};

/** Answers the question that a browser asks before it shows a viewer token to another origin (CORS). */
const allowToken: RequestHandler = (_request, response) => {
  response.setHeader('Access-Control-Allow-Headers', 'Authorization');
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_HOLDS_SECONDS);
  response.status(204).end();
};
