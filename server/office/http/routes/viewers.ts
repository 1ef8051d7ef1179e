import { z } from 'zod';
import { viewerListQuerySchema, viewerListSchema } from '../../../../shared/api/viewers.js';
import { json } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { cursorAt, parseCursor } from '../../library/page-cursor.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /channels/:slug/viewers`. */
export function viewerRoutes({ directory, air }: Pick<HttpDeps, 'directory' | 'air'>): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/viewers', role: 'host', summary: 'Who is watching, and how well' },
      params: z.object({ slug: z.string() }),
      query: viewerListQuerySchema,
      answer: json(viewerListSchema),
      errors: ['channel-unknown', 'not-ready'],
      async handle({ params, query: { limit, cursor } }) {
        const { slug } = await directory.get(params.slug);
        const mark = cursor === undefined ? undefined : parseCursor(cursor);
        const after = mark && { joinedAtMs: mark.createdAtMs, session: mark.id };
        const { total, items, hasMore } = await air.viewers({ slug, limit, after });
        const last = hasMore ? items.at(-1) : undefined;
        const nextCursor = last === undefined ? null : cursorAt({ createdAtMs: last.joinedAtMs, id: last.session });
        return { total, items, nextCursor };
      },
    }),
  ];
}
