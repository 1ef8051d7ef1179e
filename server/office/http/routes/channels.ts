import { z } from 'zod';
import {
  channelEditSchema,
  channelInputSchema,
  channelListQuerySchema,
  channelListSchema,
  channelViewSchema,
} from '../../../../shared/api/channels.js';
import { editQuerySchema } from '../../../../shared/api/edit.js';
import { json, nothing } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { expectedRevision } from '../../../http/entity-tag.js';
import { credentialsOf } from '../../../http/request-credentials.js';
import { orPreview } from '../edit-answer.js';
import type { HttpDeps } from '../http-server.js';
import { ifMatch } from '../if-match.js';
import { SESSION_REFUSALS } from '../openapi.js';

type Deps = Pick<HttpDeps, 'access' | 'editor' | 'schedules'>;

const ONE = '/channels/:slug';
const params = z.object({ slug: z.string() });
const revision = (channel: { revision: number }) => channel.revision;
const channel = json(channelViewSchema, { description: 'The channel.', revision });
const created = json(channelViewSchema, { status: 201, description: 'The new channel.', revision });
const fillerErrors = ['media-unknown', 'media-not-ready'] as const;

/** `/channels`: what viewers join. */
export function channelRoutes(deps: Deps): Route[] {
  return [...lists(deps), ...oneChannel(deps)];
}

function lists({ access, editor, schedules }: Deps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels', role: 'public', summary: 'List the public channels, by slug' },
      description: 'With `all`, every channel with all of its settings: for who is signed in or has an API key.',
      query: channelListQuerySchema,
      answer: json(channelListSchema),
      errors: ['sign-in-required', ...SESSION_REFUSALS],
      async handle({ query, request }) {
        if (!query.all) return schedules.publicChannels(query);
        await access.require('viewer-issuer', credentialsOf(request));
        return schedules.channels(query);
      },
    }),
    defineRoute({
      ...{ method: 'post', path: '/channels', role: 'host', summary: 'Make a channel' },
      body: channelInputSchema,
      answer: created,
      errors: [...fillerErrors, 'channel-exists'],
      async handle({ body, session, response }) {
        const made = await editor.createChannel(body, session!.actor);
        response.location(`${API_ROOT}/channels/${made.slug}`);
        return made;
      },
    }),
  ];
}

function oneChannel({ editor, schedules }: Deps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: ONE, role: 'host', summary: 'A channel and its settings' },
      params,
      answer: channel,
      errors: ['channel-unknown'],
      handle: (call) => schedules.channel(call.params.slug),
    }),
    defineRoute({
      ...{ method: 'patch', path: ONE, role: 'host', summary: 'Edit a channel' },
      description: 'Another filler is a new version of the schedule, too.',
      params,
      query: editQuerySchema,
      headers: ifMatch,
      body: channelEditSchema,
      answer: orPreview(channel),
      errors: [...fillerErrors, 'channel-unknown', 'on-air-change', 'stale-revision'],
      handle: ({ params: { slug }, query, headers, body, session }) =>
        editor.editChannel(slug, body, {
          ...{ ...query, actor: session!.actor },
          expectedRevision: expectedRevision(headers['if-match']),
        }),
    }),
    defineRoute({
      ...{ method: 'delete', path: ONE, role: 'host', summary: 'Delete a channel, its schedule and its history' },
      description: 'Needs force while somebody watches it or something scheduled is on air; viewers are sent away.',
      params,
      query: editQuerySchema,
      headers: ifMatch,
      answer: orPreview(nothing('Deleted.')),
      errors: ['channel-unknown', 'on-air-change', 'stale-revision'],
      handle: ({ params: { slug }, query, headers, session }) =>
        editor.removeChannel(slug, {
          ...{ ...query, actor: session!.actor },
          expectedRevision: expectedRevision(headers['if-match']),
        }),
    }),
  ];
}
