import type { Clock } from '../../media/playout/clock.js';
import { revokes } from '../credentials/viewer-pass.js';
import type { OfficeSide } from '../link/messages.js';
import type { Answers, Listeners } from '../link/peer.js';
import type { Channels } from './airing/channels.js';
import type { AirWatch } from './health/air-watch.js';
import type { WorkerPool } from './sfu/worker-pool.js';
import type { SocketServer } from './signaling/socket-server.js';
import { audienceFigures } from './viewers/audience-figures.js';
import type { KeyRing } from './viewers/key-ring.js';
import type { ReportBook } from './viewers/report-book.js';
import type { RevocationBook } from './viewers/revocation-book.js';
import { viewerPage } from './viewers/viewer-page.js';
import type { ViewerRoster } from './viewers/viewer-roster.js';

export interface OfficeDeskDeps {
  readonly pool: Pick<WorkerPool, 'rtpCapabilities'>;
  readonly channels: Channels;
  readonly roster: ViewerRoster;
  readonly reports: ReportBook;
  readonly keys: KeyRing;
  readonly revocations: RevocationBook;
  readonly watch: AirWatch;
  readonly signaling: Pick<SocketServer, 'tellHosts' | 'lookAtHosts'>;
  readonly clock: Clock;
}

/** What air answers the office. */
export function answersFor({
  pool,
  channels,
  roster,
  reports,
  watch,
  clock,
}: OfficeDeskDeps): Answers<OfficeSide['asks']> {
  return {
    config: () => ({ routerRtpCapabilities: pool.rtpCapabilities }),
    viewers: (request) => viewerPage(request, roster, reports),
    async stats({ slug }) {
      const { targetLatencyMs } = await channels.get(slug);
      const at = clock.now();
      return { at, targetLatencyMs, ...audienceFigures(reports.fresh(slug, at)) };
    },
    health: ({ slug }) => watch.of(slug),
  };
}

/** What air does about what the office tells. */
export function listenersFor(deps: OfficeDeskDeps): Listeners<OfficeSide['tells']> {
  const { channels, roster, keys, revocations, signaling } = deps;
  return {
    channels: ({ slugs }) => void channels.resume(slugs),
    changed: ({ slug }) => channels.refresh(slug),
    keys: ({ keys: held }) => void keys.replace(held),
    revocations: ({ revocations: all }) => {
      for (const one of all) revocations.add(one);
    },
    revoked(revocation) {
      revocations.add(revocation);
      roster.endWhere((seat) => revokes(revocation, seat.slug, seat.pass), 'token-revoked');
    },
    'host-news': (news) => signaling.tellHosts(news),
    'sessions-ended': () => signaling.lookAtHosts(),
  };
}
