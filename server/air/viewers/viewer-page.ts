import type { ViewerView } from '../../../shared/api/viewers.js';
import type { ViewerPage, ViewerPageRequest } from '../../link/messages.js';
import type { ReportBook, ReportEntry } from './report-book.js';
import type { ViewerRoster } from './viewer-roster.js';
import type { ViewerSeat } from './viewer-seat.js';

/** A page of those who watch a channel, in the order they came. */
export function viewerPage(
  { slug, limit, after }: ViewerPageRequest,
  roster: Pick<ViewerRoster, 'list'>,
  reports: Pick<ReportBook, 'of'>,
): ViewerPage {
  const seats = roster.list(slug);
  const from = after === undefined ? 0 : seats.findIndex((seat) => isBehind(seat, after));
  const page = from < 0 ? [] : seats.slice(from, from + limit);
  return {
    total: seats.length,
    items: page.map((seat) => viewOf(seat, reports.of(slug, seat.id))),
    hasMore: page.length > 0 && page.at(-1) !== seats.at(-1),
  };
}

/** Seats are in the order of their instants. */
function isBehind({ id, joinedAtMs }: ViewerSeat, mark: { joinedAtMs: number; session: string }): boolean {
  return joinedAtMs > mark.joinedAtMs || (joinedAtMs === mark.joinedAtMs && id > mark.session);
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
