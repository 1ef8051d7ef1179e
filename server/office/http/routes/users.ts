import { z } from 'zod';
import {
  newUserSchema,
  userEditSchema,
  userListQuerySchema,
  userListSchema,
  userOnceSchema,
  userSchema,
} from '../../../../shared/api/users.js';
import { json, nothing } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { expectedRevision } from '../../../http/entity-tag.js';
import type { HttpDeps } from '../http-server.js';
import { ifMatch } from '../if-match.js';

const params = z.object({ username: z.string().min(1).max(64).toLowerCase() });
const revision = (user: { revision: number }) => user.revision;

/** `/users`: who may sign in. */
export function userRoutes(deps: HttpDeps): Route[] {
  return [...collection(deps), ...oneUser(deps)];
}

function collection({ accounts }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/users', role: 'admin', summary: 'List the users, by name' },
      query: userListQuerySchema,
      answer: json(userListSchema),
      async handle({ query: { limit, cursor } }) {
        const after = cursor && Buffer.from(cursor, 'base64url').toString();
        const items = await accounts.list({ limit: limit + 1, after });
        const page = items.slice(0, limit);
        const last = items.length > limit ? page.at(-1) : undefined;
        return { items: page, nextCursor: last ? Buffer.from(last.username).toString('base64url') : null };
      },
    }),
    defineRoute({
      ...{ method: 'post', path: '/users', role: 'admin', inPerson: true, summary: 'Add a user' },
      body: newUserSchema,
      answer: json(userOnceSchema, { status: 201, description: 'The user; the password too, if it was made here.' }),
      errors: ['name-taken', 'rate-limited'],
      async handle({ body, response }) {
        const user = await accounts.create(body);
        response.location(`${API_ROOT}/users/${encodeURIComponent(user.username)}`);
        response.setHeader('Cache-Control', 'no-store');
        return user;
      },
    }),
  ];
}

function oneUser({ accounts }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/users/:username', role: 'admin', summary: 'A user' },
      params,
      answer: json(userSchema, { description: 'The user.', revision }),
      errors: ['user-unknown'],
      handle: (call) => accounts.get(call.params.username),
    }),
    defineRoute({
      method: 'patch',
      path: '/users/:username',
      role: 'admin',
      inPerson: true,
      summary: 'Change a user, whose sessions end at once',
      params,
      headers: ifMatch,
      body: userEditSchema,
      answer: json(userOnceSchema, { description: 'The user; the password too, if it was made here.', revision }),
      errors: ['user-unknown', 'stale-revision', 'last-admin', 'rate-limited'],
      async handle({ params: { username }, headers, body, response }) {
        const user = await accounts.change(username, body, expectedRevision(headers['if-match']));
        response.setHeader('Cache-Control', 'no-store');
        return user;
      },
    }),
    defineRoute({
      ...{ method: 'delete', path: '/users/:username', role: 'admin', inPerson: true },
      summary: 'Remove a user, with its API keys',
      params,
      headers: ifMatch,
      answer: nothing('The user is gone; its sessions and API keys are worth nothing any more.'),
      errors: ['user-unknown', 'stale-revision', 'last-admin'],
      handle: ({ params: { username }, headers }) => accounts.remove(username, expectedRevision(headers['if-match'])),
    }),
  ];
}
