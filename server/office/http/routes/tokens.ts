import { z } from 'zod';
import {
  signingKeyListSchema,
  signingKeySchema,
  viewerOfTokensSchema,
  viewerTokenRequestSchema,
  viewerTokenSchema,
} from '../../../../shared/api/tokens.js';
import { json, nothing } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { credentialsOf } from '../../../http/request-credentials.js';
import type { HttpDeps } from '../http-server.js';

const slug = z.string().min(1).max(64);

/** `/channels/:slug/tokens`: what viewers show to watch; `/signing-keys`: what makes those good. */
export function tokenRoutes(deps: HttpDeps): Route[] {
  return [...tokens(deps), ...signingKeys(deps)];
}

function tokens({ viewerTokens }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'post', path: '/channels/:slug/tokens', role: 'viewer-issuer', summary: 'Issue a viewer token' },
      params: z.object({ slug }),
      body: viewerTokenRequestSchema,
      answer: json(viewerTokenSchema, { status: 201, description: 'The token, which is kept nowhere.' }),
      errors: ['channel-unknown'],
      async handle({ params, body, session, request, response }) {
        response.setHeader('Cache-Control', 'no-store');
        const { expiresAtMs, ...issued } = await viewerTokens.issue(params.slug, body, {
          ...{ actor: session!.actor, address: credentialsOf(request).address },
        });
        return { ...issued, expiresAt: expiresAtMs };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/channels/:slug/tokens/:tokenId',
      role: 'viewer-issuer',
      summary: 'Revoke a viewer token',
      params: z.object({ slug, tokenId: z.string().min(1).max(64) }),
      answer: nothing('It lets nobody in any more, and who came in with it is sent out.'),
      errors: ['channel-unknown', 'too-many-revocations'],
      handle: ({ params }) => viewerTokens.revoke(params.slug, params.tokenId),
    }),
    defineRoute({
      method: 'delete',
      path: '/channels/:slug/tokens',
      role: 'viewer-issuer',
      summary: 'Revoke every token that a viewer has',
      params: z.object({ slug }),
      query: viewerOfTokensSchema,
      answer: nothing('They let nobody in any more, and who came in with one is sent out; later tokens are good.'),
      errors: ['channel-unknown', 'too-many-revocations'],
      handle: ({ params, query }) => viewerTokens.revokeViewer(params.slug, query.viewerId),
    }),
  ];
}

function signingKeys({ signingKeys: keys }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/signing-keys', role: 'admin', summary: 'List the keys of viewer tokens' },
      answer: json(signingKeyListSchema),
      handle: () => ({ items: keys.list() }),
    }),
    defineRoute({
      ...{ method: 'post', path: '/signing-keys/rotate', role: 'admin', inPerson: true },
      summary: 'Sign tokens with a new key',
      answer: json(signingKeySchema, {
        status: 201,
        description: 'The key that signs from now on. Tokens signed before stay good until they expire.',
      }),
      handle: () => keys.rotate(),
    }),
    defineRoute({
      ...{ method: 'delete', path: '/signing-keys/:id', role: 'admin', inPerson: true },
      summary: 'Retire a key that leaked, at once',
      params: z.object({ id: z.string().min(1).max(64) }),
      answer: nothing('No token that it signed lets anybody in; a new key signs if this one did.'),
      errors: ['signing-key-unknown'],
      handle: ({ params }) => keys.retire(params.id),
    }),
  ];
}
