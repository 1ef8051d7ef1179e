import type { Request, Response } from 'express';
import { loginSchema, passwordChangeSchema, principalSchema, sessionSchema } from '../../../../shared/api/auth.js';
import { SESSION_COOKIE } from '../../../credentials/credentials.js';
import { json, nothing } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { credentialsOf } from '../../../http/request-credentials.js';
import type { SignedIn } from '../../auth/access.js';
import type { HttpDeps } from '../http-server.js';

/** `/auth`: signing in and out. */
export function authRoutes({ access, settings }: HttpDeps): Route[] {
  const cookieOptions = (request: Request) => ({
    httpOnly: true,
    sameSite: 'strict' as const,
    secure: request.secure || settings.PUBLIC_URL?.startsWith('https:') === true,
    path: '/',
  });
  const giveCookie = (session: SignedIn, request: Request, response: Response) => {
    response.cookie(SESSION_COOKIE, session.token, {
      ...cookieOptions(request),
      expires: new Date(session.expiresAtMs),
    });
    response.setHeader('Cache-Control', 'no-store');
    return session;
  };
  return [
    defineRoute({
      ...{ method: 'post', path: '/auth/login', role: 'public', summary: 'Sign in, for a token and a session cookie' },
      body: loginSchema,
      answer: json(sessionSchema),
      errors: ['sign-in-failed', 'rate-limited'],
      async handle({ body, request, response }) {
        const session = await access.signIn(body.username, body.password, credentialsOf(request));
        return giveCookie(session, request, response);
      },
    }),
    defineRoute({
      ...{ method: 'post', path: '/auth/logout', role: 'viewer-issuer', summary: 'End the session' },
      answer: nothing('The token is worth nothing any more.'),
      errors: ['wrong-state'],
      async handle({ session, request, response }) {
        await access.signOut(session!);
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
    defineRoute({
      ...{ method: 'post', path: '/auth/password', role: 'viewer-issuer', summary: 'Change your password' },
      body: passwordChangeSchema,
      answer: json(sessionSchema, { description: 'A new session, in place of all that you had.' }),
      errors: ['password-wrong', 'stale-revision', 'rate-limited'],
      async handle({ body, session, request, response }) {
        const next = await access.changePassword(session!, body, credentialsOf(request));
        return giveCookie(next, request, response);
      },
    }),
  ];
}
