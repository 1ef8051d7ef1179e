import { channelListSchema } from '../../../shared/api/channels.js';
import { json } from '../answer.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /channels`. */
export function channelRoutes({ directory }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels', role: 'public', summary: 'List the public channels' },
      answer: json(channelListSchema),
      async handle() {
        return { channels: (await directory.list()).filter((channel) => channel.visibility === 'public') };
      },
    }),
  ];
}
