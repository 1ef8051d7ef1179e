import type { Socket } from 'node:net';
import { join } from 'node:path';
import { FragmentCache } from '../../media/cache/fragment-cache.js';
import { type HouseFormat, houseLayers } from '../../media/house.js';
import { loadSlate, type Slate } from '../../media/slate/slate.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { compileSequence } from '../../shared/timeline/sequence.js';
import type { Millis } from '../../shared/units.js';
import { MasterClock } from '../clock/master-clock.js';
import { loadSettings } from '../config/load-settings.js';
import { openMediaStoreUnchecked } from '../config/open-media-store.js';
import { viewersIceServers } from '../credentials/ice-servers.js';
import { ViewerGate } from '../credentials/viewer-gate.js';
import { Lifecycle } from '../lifecycle.js';
import type { StartOrder, UpgradeRequest } from '../link/control.js';
import { LocalServer } from '../link/local-server.js';
import type { AirToFront, FrontSide } from '../link/messages.js';
import { Peer } from '../link/peer.js';
import type { Logger } from '../log/logger.js';
import { Channels } from './airing/channels.js';
import { hlsOnAir } from './airing/hls-on-air.js';
import { objectsOnAir } from './airing/objects-on-air.js';
import { FeedRegistry } from './feeds/feed-registry.js';
import { followChanges } from './follow-changes.js';
import { AirWatch } from './health/air-watch.js';
import { createMetrics } from './metrics/metrics.js';
import { answersFor, listenersFor } from './office-desk.js';
import { OfficeLine } from './office-line.js';
import { sendsInBatches } from './sfu/sfu-worker.js';
import { WorkerPool } from './sfu/worker-pool.js';
import { SlicedQueue } from './signaling/sliced-queue.js';
import { SocketServer } from './signaling/socket-server.js';
import { AdaptiveTargets } from './viewers/adaptive-targets.js';
import { KeyRing } from './viewers/key-ring.js';
import { ReportBook } from './viewers/report-book.js';
import { RevocationBook } from './viewers/revocation-book.js';
import { ViewerRoster } from './viewers/viewer-roster.js';
import { WatchedAudiences } from './viewers/watched-audiences.js';

/** How often the slate is looked for that the office makes at its first start. */
const SLATE_LOOK_MS: Millis = 100;
/** How far back the front is given the objects on air. */
const LOOK_BACK_MS: Millis = 60_000;

/** Air's composition root: what paces feeds and serves viewers' sockets. Nothing in its process may wait for anything. */
export class Air {
  readonly #lifecycle: Lifecycle;
  readonly #signaling: SocketServer;

  private constructor(
    readonly clock: MasterClock,
    signaling: SocketServer,
    lifecycle: Lifecycle,
  ) {
    this.#signaling = signaling;
    this.#lifecycle = lifecycle;
  }

  /** Resolves when viewers can join. @throws SettingsError or an Error that names the remedy; nothing is left running. */
  static async create(order: StartOrder, logger: Logger): Promise<Air> {
    const lifecycle = new Lifecycle();
    try {
      return await Air.#assemble(order, logger, lifecycle);
    } catch (error) {
      await lifecycle.close();
      throw error;
    }
  }

  static async #assemble(order: StartOrder, logger: Logger, lifecycle: Lifecycle): Promise<Air> {
    const { environment, dataDir, sockets: paths, clockOffsetMs: offsetMs } = order;
    const settings = loadSettings(environment);
    const house: HouseFormat = { ...settings.HOUSE_SIZE, fps: settings.HOUSE_FPS };
    const grid = gridFor(house.fps);
    const onAir: { feeds?: FeedRegistry } = {};
    const isOnAir = () => (onAir.feeds?.running.length ?? 0) > 0;
    const clock = lifecycle.own(new MasterClock({ offsetMs, isOnAir }), (it) => it.close());
    clock.on('stepped', (byMs) => logger.warn({ byMs: Math.round(byMs) }, 'the clock was set right'));
    if (!sendsInBatches) logger.warn('this mediasoup is not the pinned one: a feed will cost more CPU');
    const pool = lifecycle.own(
      await WorkerPool.create({
        ...{ count: settings.RTC_WORKERS, listen: settings, workerBin: settings.MEDIASOUP_WORKER_BIN },
        ...{ clock, logger },
      }),
      (it) => it.close(),
    );
    const objectsDir = join(dataDir, 'objects');
    const blobs = lifecycle.own(await openMediaStoreUnchecked(settings, objectsDir), (it) => it.close());
    const office = lifecycle.own(new OfficeLine(clock, logger), (it) => it.close());
    const { record: slate, packets } = await slateOf(join(dataDir, 'slate'), house, clock);
    const cache = new FragmentCache({ store: blobs, clock, pinned: packets });
    const feeds = lifecycle.own(
      new FeedRegistry({
        ...{ pool, cache, clock, logger, layerCount: houseLayers(house).length },
        slate: packets,
      }),
      (it) => it.close(),
    );
    onAir.feeds = feeds;
    const roster = new ViewerRoster(clock);
    const item = { ...slate, kind: 'slate' as const, mediaId: slate.id, inFrame: 0, head: null };
    const channels = lifecycle.own(
      new Channels({
        ...{ source: office, clock, grid, slate: compileSequence(null, 1, [item]) },
        watching: (slug) => roster.list(slug).map(({ pass }) => pass.audience),
      }),
      (it) => it.close(),
    );
    followChanges({ channels, roster, feeds });
    const keys = new KeyRing(clock);
    const revocations = new RevocationBook((slug) => channels.stored(slug)?.createdAtMs);
    const gate = new ViewerGate({ keys, revocations, clock });
    const reports = new ReportBook();
    lifecycle.own(new AdaptiveTargets(clock, reports, channels), (it) => it.close());
    const watch = lifecycle.own(
      new AirWatch({ reports, feeds, pool, cache, clock, workersWanted: settings.RTC_WORKERS }),
      (it) => it.close(),
    );
    const signaling = lifecycle.own(
      new SocketServer(
        {
          ...{ channels, feeds, roster, gate, clock, reports, announcements: new SlicedQueue(clock) },
          admitHost: (credentials) => office.admitHost(credentials),
          proxies: settings.TRUSTED_PROXIES,
          iceServersOf: ({ viewerId }) =>
            viewersIceServers(settings.ICE_SERVERS, settings.TURN_SECRET, viewerId, clock.now()),
        },
        logger,
      ),
      (it) => it.close(),
    );
    await signaling.listen(paths.polling);

    const desk = { pool, channels, roster, reports, keys, revocations, watch, signaling, clock };
    const watched = lifecycle.own(
      new WatchedAudiences(roster, clock, (slug, audiences) => office.tellWatching(slug, audiences)),
      (it) => it.close(),
    );
    let wasAway = false;
    const takeOffice = (socket: Socket) => {
      const gone = office.take(socket, answersFor(desk), listenersFor(desk));
      office.tellReady();
      watched.tellAll();
      if (wasAway) watch.noteOfficeReturn();
      void gone.then(() => {
        wasAway = true;
        logger.warn('the office is away: what is on air goes on by what is known');
      });
    };
    lifecycle.own(await LocalServer.listen(paths.airForOffice, takeOffice), (it) => it.close());
    const metrics = createMetrics({ pool, feeds, cache, reports, clock });
    const peers = new Set<Peer<AirToFront, FrontSide>>();
    lifecycle.own(
      await LocalServer.listen(paths.airForFront, (socket) => {
        const peer = new Peer<AirToFront, FrontSide>(socket, {
          answers: {
            config: () => ({ routerRtpCapabilities: pool.rtpCapabilities }),
            readiness: () => ({
              ...{ workersAlive: pool.alive.length, workersWanted: settings.RTC_WORKERS },
              ...{ hasOffice: office.isConnected, knownUntilMs: channels.knownUntilMs },
            }),
            metrics: () => metrics.getMetricsAsJSON(),
            'hls-on-air': ({ slug }) => hlsOnAir(slug, { channels, nowMs: clock.now(), slateObjectId: slate.objectId }),
            'objects-on-air': async ({ aheadMs }) => {
              const nowMs = clock.now();
              const aired = await objectsOnAir(channels.publicLineups, nowMs - LOOK_BACK_MS, nowMs + aheadMs);
              // The slate may be on air at any time.
              return [...aired, { objectId: slate.objectId, startMs: 0 }];
            },
          },
          listeners: {},
          clock,
          logger,
        });
        peers.add(peer);
        void peer.closed.then(() => peers.delete(peer));
      }),
      (it) => it.close(),
    );
    return new Air(clock, signaling, lifecycle);
  }

  /** Takes over a connection that asked for a WebSocket. */
  adopt(request: UpgradeRequest, socket: Socket): void {
    this.#signaling.adopt(request, socket);
  }

  /** Ends every session and stops everything; no timer, handle or process is left. */
  async close(): Promise<void> {
    await this.#lifecycle.close();
  }
}

/** The slate of a house, as soon as the office has made it. */
async function slateOf(folder: string, house: HouseFormat, clock: MasterClock): Promise<Slate> {
  for (;;) {
    const slate = await loadSlate(folder, house);
    if (slate !== undefined) return slate;
    await new Promise<void>((resolve) => clock.setTimer(SLATE_LOOK_MS, resolve));
  }
}
