import { z } from 'zod';
import type { ViewerView } from '../../../../shared/api/viewers.js';
import { viewerListQuerySchema, viewerListSchema } from '../../../../shared/api/viewers.js';
import type { ReportEntry } from '../../../air/viewers/report-book.js';
import type { ViewerSeat } from '../../../air/viewers/viewer-seat.js';
import { cursorAt, parseCursor } from '../../library/page-cursor.js';
import { json } from '../answer.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /channels/:slug/viewers`. */
export function viewerRoutes({
  directory,
  roster,
  reports,
}: Pick<HttpDeps, 'directory' | 'roster' | 'reports'>): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/channels/:slug/viewers', role: 'host', summary: 'Who is watching, and how well' },
      params: z.object({ slug: z.string() }),
      query: viewerListQuerySchema,
      answer: json(viewerListSchema),
      errors: ['channel-unknown'],
      async handle({ params, query: { limit, cursor } }) {
        const { slug } = await directory.get(params.slug);
        const seats = roster.list(slug);
        const mark = cursor === undefined ? undefined : parseCursor(cursor);
        const from = mark === undefined ? 0 : seats.findIndex((seat) => isBehind(seat, mark));
        const page = from < 0 ? [] : seats.slice(from, from + limit);
        const last = page.at(-1);
        return {
          total: seats.length,
          items: page.map((seat) => viewOf(seat, reports.of(slug, seat.id))),
          nextCursor:
            last === undefined || last === seats.at(-1)
              ? null
              : cursorAt({ createdAtMs: last.joinedAtMs, id: last.id }),
        };
      },
    }),
  ];
}

/** Seats are in the order of their instants. */
function isBehind({ id, joinedAtMs }: ViewerSeat, mark: { createdAtMs: number; id: string }): boolean {
  return joinedAtMs > mark.createdAtMs || (joinedAtMs === mark.createdAtMs && id > mark.id);
}

function viewOf(seat: ViewerSeat, reported: ReportEntry | undefined): ViewerView {
  const { id, pass, joinedAtMs, lineup, isOrphaned } = seat;
  return {
    session: id,
    viewerId: pass.viewerId,
    audience: pass.audience,
    joinedAtMs,
    lineup: lineup.key,
    isConnected: !isOrphaned,
    reportedAtMs: reported?.atMs ?? null,
    report: reported?.newest ?? null,
  };
}
