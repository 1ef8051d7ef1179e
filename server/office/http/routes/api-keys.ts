import { z } from 'zod';
import { apiKeyListSchema, apiKeyOnceSchema, newApiKeySchema } from '../../../../shared/api/api-keys.js';
import { json, nothing } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import type { ApiKeyRecord } from '../../store/api-key-store.js';
import type { HttpDeps } from '../http-server.js';

/** `/api-keys`: what programs show instead of a password. Everybody has their own; administrators see all. */
export function apiKeyRoutes({ apiKeys }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/api-keys', role: 'viewer-issuer', summary: 'List API keys, newest first' },
      answer: json(apiKeyListSchema, { description: 'Your own; all of them for an administrator.' }),
      handle: async ({ session }) => ({ items: (await apiKeys.list(session!)).map(view) }),
    }),
    defineRoute({
      ...{ method: 'post', path: '/api-keys', role: 'viewer-issuer', inPerson: true, summary: 'Make an API key' },
      body: newApiKeySchema,
      answer: json(apiKeyOnceSchema, { status: 201, description: 'The key, shown this once.' }),
      errors: ['name-taken', 'too-many-keys'],
      async handle({ body, session, response }) {
        response.setHeader('Cache-Control', 'no-store');
        const { key, ...record } = await apiKeys.create(body, session!);
        return { ...view(record), key };
      },
    }),
    defineRoute({
      ...{ method: 'delete', path: '/api-keys/:id', role: 'viewer-issuer', summary: 'Revoke an API key' },
      params: z.object({ id: z.string().min(1).max(64) }),
      answer: nothing('The key is worth nothing any more.'),
      errors: ['key-unknown'],
      handle: ({ params, session }) => apiKeys.revoke(params.id, session!),
    }),
  ];
}

function view({ username, ...record }: ApiKeyRecord) {
  return { ...record, createdBy: username };
}
