import type { Request } from 'express';
import { loginSchema, principalSchema, sessionSchema } from '../../../shared/api/auth.js';
import { SESSION_COOKIE } from '../../auth/access.js';
import { json, nothing } from '../answer.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';
import { loginLimit } from '../login-limit.js';

/** `/auth`: signing in and out. */
export function authRoutes({ access, settings }: HttpDeps): Route[] {
  const cookieOptions = (request: Request) => ({
    httpOnly: true,
    sameSite: 'strict' as const,
    secure: request.secure || settings.PUBLIC_URL?.startsWith('https:') === true,
    path: '/',
  });
  return [
    defineRoute({
      ...{ method: 'post', path: '/auth/login', role: 'public', summary: 'Sign in, for a token and a session cookie' },
      before: loginLimit(),
      body: loginSchema,
      answer: json(sessionSchema),
      errors: ['sign-in-failed'],
      async handle({ body, request, response }) {
        const session = await access.signIn(body.username, body.password);
        response.cookie(SESSION_COOKIE, session.token, {
          ...cookieOptions(request),
          expires: new Date(session.expiresAtMs),
        });
        response.setHeader('Cache-Control', 'no-store');
        return session;
      },
    }),
    defineRoute({
      ...{ method: 'post', path: '/auth/logout', role: 'viewer-issuer', summary: 'End the session' },
      answer: nothing('The token is worth nothing any more.'),
      async handle({ session, request, response }) {
        if (session !== null) await access.signOut(session);
        response.clearCookie(SESSION_COOKIE, cookieOptions(request));
      },
    }),
    defineRoute({
      ...{ method: 'get', path: '/auth/session', role: 'viewer-issuer', summary: 'Who is signed in' },
      answer: json(principalSchema),
      handle({ session, response }) {
        response.setHeader('Cache-Control', 'no-store');
        const { principal, expiresAtMs } = session!;
        return { ...principal, expiresAtMs };
      },
    }),
  ];
}
