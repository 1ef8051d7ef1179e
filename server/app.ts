import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FragmentCache } from '../media/cache/fragment-cache.js';
import type { HouseFormat } from '../media/house.js';
import { houseLayers } from '../media/house.js';
import { ensureSlate } from '../media/slate/built-in-slate.js';
import { gridFor } from '../shared/timeline/grid.js';
import { FeedRegistry } from './air/feeds/feed-registry.js';
import { followChanges } from './air/follow-changes.js';
import { createMetrics } from './air/metrics/metrics.js';
import { sendsInBatches } from './air/sfu/sfu-worker.js';
import { WorkerPool } from './air/sfu/worker-pool.js';
import { SlicedQueue } from './air/signaling/sliced-queue.js';
import { SocketServer } from './air/signaling/socket-server.js';
import { AdaptiveTargets } from './air/viewers/adaptive-targets.js';
import { ReportBook } from './air/viewers/report-book.js';
import { ViewerRoster } from './air/viewers/viewer-roster.js';
import { MasterClock } from './clock/master-clock.js';
import { lockDataDir, openDataDir } from './config/data-dir.js';
import { SettingsError } from './config/load-settings.js';
import { openMediaStore } from './config/open-media-store.js';
import type { Settings } from './config/settings.js';
import { Lifecycle } from './lifecycle.js';
import type { Logger } from './log/logger.js';
import { ChannelAlarms } from './office/alarms/channel-alarms.js';
import type { OpenAccessOptions } from './office/auth/open-access.js';
import { openAccess } from './office/auth/open-access.js';
import { ensureDemo } from './office/demo/demo-channel.js';
import { ScheduleHistory } from './office/guide/schedule-history.js';
import { UPLOADS_PATH } from './office/http/api-root.js';
import { createHttpServer, listen } from './office/http/http-server.js';
import { UploadIntake } from './office/http/upload-intake.js';
import { freeBytesAt } from './office/library/free-space.js';
import { headsOfEverything } from './office/library/head-needs.js';
import { HeadPieces } from './office/library/head-pieces.js';
import { MediaLibrary } from './office/library/media-library.js';
import { ObjectKeeper } from './office/library/object-keeper.js';
import { isWhole } from './office/library/verify-object.js';
import { ChannelDirectory } from './office/planning/channel-directory.js';
import { planChannel } from './office/planning/channel-timeline.js';
import { ScheduleEditor } from './office/schedule/schedule-editor.js';
import { ScheduleReader } from './office/schedule/schedule-reader.js';
import type { MediaRecord } from './office/store/media-store.js';
import { Store } from './office/store/store.js';

const PUBLIC_DIR = fileURLToPath(new URL('../public', import.meta.url));
/** What is on air comes first: ffmpeg takes more than one core when it is let. */
const CORES_PER_PREPARATION = 2;
/** What requests under way have to end when the server is stopped. */
const REQUEST_GRACE_MS = 250;

type Announce = OpenAccessOptions['announce'];

/** The composition root: it alone knows everybody. */
export class App {
  readonly #lifecycle: Lifecycle;

  private constructor(
    readonly url: string,
    lifecycle: Lifecycle,
  ) {
    this.#lifecycle = lifecycle;
  }

  /**
   * @param announce is told the administrator's password, when one is made.
   * @throws SettingsError or an Error that names the remedy; nothing is left running.
   */
  static async create(settings: Settings, logger: Logger, announce: Announce = () => {}): Promise<App> {
    const lifecycle = new Lifecycle();
    try {
      return await App.#assemble(settings, logger, announce, lifecycle);
    } catch (error) {
      await lifecycle.close();
      throw error;
    }
  }

  static async #assemble(settings: Settings, logger: Logger, announce: Announce, lifecycle: Lifecycle): Promise<App> {
    const dataDir = await openDataDir(settings.DATA_DIR);
    lifecycle.own(lockDataDir(dataDir), (it) => it.close());
    const house: HouseFormat = { ...settings.HOUSE_SIZE, fps: settings.HOUSE_FPS };
    const grid = gridFor(house.fps);
    const clock = lifecycle.own(new MasterClock(), (it) => it.close());
    const store = lifecycle.own(await Store.open(join(dataDir, 'streamsync.db'), clock.now()), (it) => it.close());
    refuseOtherFrameRate(await store.media.list(), settings);
    const blobs = lifecycle.own(
      await openMediaStore(settings, join(dataDir, 'objects'), store.settings, logger),
      (it) => it.close(),
    );
    const workDir = join(dataDir, 'work');
    // A killed process leaves its unfinished work behind; nothing in there was ever published.
    await rm(workDir, { recursive: true, force: true });
    const tools = { ffmpeg: settings.FFMPEG_BIN, ffprobe: settings.FFPROBE_BIN };
    const room = { blobs, house, workDir, tools, clock };
    const builtIn = await ensureSlate({ folder: join(dataDir, 'slate'), house, workDir, tools, clock });
    const slate = builtIn.record;
    const roster = new ViewerRoster(clock);
    const schedules = new ScheduleReader({ store, grid, slate, clock });
    const connected = { audiencesOf: (slug: string) => roster.list(slug).map(({ pass }) => pass.audience) };
    const editor = new ScheduleEditor({ store, grid, slate, clock, connected });
    if (settings.DEMO) await ensureDemo({ ...room, store, editor, logger });
    const objects = new ObjectKeeper({ blobs, uses: store.objectUses });
    const library = lifecycle.own(
      await MediaLibrary.create({
        ...{ store: store.library, blobs, objects, house, tools, clock, logger },
        sourcesDir: join(dataDir, 'sources'),
        workDir: join(workDir, 'library'),
        mostAttempts: settings.PREPARATION_TRIES,
        concurrency: Math.max(1, Math.floor(availableParallelism() / CORES_PER_PREPARATION)),
      }),
      (it) => it.close(),
    );
    const heads = lifecycle.own(
      await HeadPieces.create({
        ...{ store: store.headPieces, objects, blobs, grid, tools, clock, logger },
        workDir: join(workDir, 'heads'),
        needed: () => headsOfEverything(store, grid),
      }),
      (it) => it.close(),
    );
    const guard = await openAccess({
      ...{ store, clock, announce },
      ...{ givenPassword: settings.ADMIN_PASSWORD, publicUrl: settings.PUBLIC_URL },
    });
    const uploads = lifecycle.own(
      await UploadIntake.create({
        ...{ folder: join(dataDir, 'uploads'), path: UPLOADS_PATH, maxBytes: settings.MAX_UPLOAD_BYTES },
        ...{ library, clock, logger },
      }),
      (it) => it.close(),
    );

    if (!sendsInBatches) logger.warn('this mediasoup is not the pinned one: a feed will cost more CPU');
    const pool = lifecycle.own(
      await WorkerPool.create({
        count: settings.RTC_WORKERS,
        listen: settings,
        workerBin: settings.MEDIASOUP_WORKER_BIN,
        clock,
        logger,
      }),
      (it) => it.close(),
    );
    const cache = new FragmentCache({ store: blobs, clock, pinned: builtIn.packets });
    const feeds = lifecycle.own(
      new FeedRegistry({
        pool,
        cache,
        clock,
        logger,
        layerCount: houseLayers(house).length,
        slate: builtIn.packets,
      }),
      (it) => it.close(),
    );
    const directory = new ChannelDirectory({
      ...{ store, grid, slate, clock, connected },
      findHead: (objectId, inFrame) => heads.find(objectId, inFrame),
    });
    const history = new ScheduleHistory({
      ...{ schedule: store.schedule, directory, grid },
      plan: (content) => planChannel(content, grid, slate),
    });
    const { access, viewerTokens: gate } = guard;
    followChanges({ directory, roster, feeds, gate, editor, library, heads, logger });
    const reports = new ReportBook();
    lifecycle.own(new AdaptiveTargets(clock, reports, directory), (it) => it.close());
    const alarms = lifecycle.own(
      new ChannelAlarms({
        ...{ directory, roster, reports, feeds, pool, cache, heads, clock, workersWanted: settings.RTC_WORKERS },
        isWhole: async (objectId) => objectId === slate.objectId || isWhole(blobs, objectId),
        freeBytes: () => freeBytesAt(dataDir),
      }),
      (it) => it.close(),
    );
    const metrics = createMetrics({ pool, feeds, cache, reports, clock });
    const http = createHttpServer(
      {
        ...guard,
        directory,
        history,
        roster,
        editor,
        schedules,
        pool,
        settings,
        clock,
        library,
        uploads,
        metrics,
        reports,
        alarms,
      },
      PUBLIC_DIR,
      logger,
    );
    lifecycle.own(http, (it) => it.closeAllConnections());
    lifecycle.own(
      new SocketServer(
        http,
        {
          ...{ directory, feeds, roster, gate, clock, access, library, editor, reports },
          announcements: new SlicedQueue(clock),
        },
        logger,
      ),
      async (it) => {
        // It waits for the requests under way, and an upload may take hours.
        const cancelTimer = clock.setTimer(REQUEST_GRACE_MS, () => http.closeAllConnections());
        await it.close();
        cancelTimer();
      },
    );
    const port = await listen(http, settings);
    return new App(settings.PUBLIC_URL ?? `http://localhost:${port}`, lifecycle);
  }

  /** Ends every session and stops everything; no timer, handle or process is left. */
  async close(): Promise<void> {
    await this.#lifecycle.close();
  }
}

/** TL3: prepared media lies on its house's grid, and on no other. */
function refuseOtherFrameRate(media: readonly MediaRecord[], { HOUSE_FPS, DATA_DIR }: Settings): void {
  const other = media.find(({ fps }) => fps !== HOUSE_FPS);
  if (other === undefined) return;
  throw new SettingsError(
    `HOUSE_FPS=${HOUSE_FPS} cannot be used: the media in ${DATA_DIR} is prepared for ${other.fps}; set HOUSE_FPS=${other.fps} or another DATA_DIR`,
  );
}
