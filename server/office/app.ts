import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { HouseFormat } from '../../media/house.js';
import { ensureSlate } from '../../media/slate/built-in-slate.js';
import { slateFolder } from '../../media/slate/slate.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { gridFor } from '../../shared/timeline/grid.js';
import type { Millis } from '../../shared/units.js';
import { FollowerClock } from '../clock/follower-clock.js';
import { systemOffsetMs } from '../clock/monotonic.js';
import { FolderInUseError, type FolderLock, waitForFolder } from '../config/folder-lock.js';
import { loadSettings, SettingsError } from '../config/load-settings.js';
import { openMediaStore } from '../config/open-media-store.js';
import type { Settings } from '../config/settings.js';
import { UPLOADS_PATH } from '../http/api-root.js';
import { Lifecycle } from '../lifecycle.js';
import type { StartOrder } from '../link/control.js';
import { listenLocally } from '../link/local-server.js';
import type { Logger } from '../log/logger.js';
import { AirLine } from './air-line.js';
import { keepAirInformed } from './air-news.js';
import { ChannelAlarms } from './alarms/channel-alarms.js';
import type { OpenAccessOptions } from './auth/open-access.js';
import { openAccess } from './auth/open-access.js';
import { ensureDemo } from './demo/demo-channel.js';
import { ScheduleHistory } from './guide/schedule-history.js';
import { Readiness } from './health/readiness.js';
import { closeInTime, createHttpServer } from './http/http-server.js';
import { UploadIntake } from './http/upload-intake.js';
import { AacTracks } from './library/aac-tracks.js';
import { followAac } from './library/follow-aac.js';
import { freeBytesAt } from './library/free-space.js';
import { HeadPieces } from './library/head-pieces.js';
import { MediaLibrary } from './library/media-library.js';
import { ObjectKeeper } from './library/object-keeper.js';
import { placeOf, StoreOwnership } from './library/store-ownership.js';
import { TrimBook } from './library/trim-book.js';
import { isWhole } from './library/verify-object.js';
import { tellHosts } from './news/host-news.js';
import { airingAnswers } from './planning/airing-desk.js';
import { ChannelDirectory } from './planning/channel-directory.js';
import { planChannelInSlices } from './planning/channel-timeline.js';
import { followChanges } from './planning/follow-changes.js';
import { ScheduleEditor } from './schedule/schedule-editor.js';
import { ScheduleReader } from './schedule/schedule-reader.js';
import type { MediaRecord } from './store/media-store.js';
import { Store } from './store/store.js';
import { namingDatabase } from './store/unusable-database.js';

/** What is on air comes first: ffmpeg takes more than one core when it is let. */
const CORES_PER_PREPARATION = 2;
const DATABASE = 'streamsync.db';

type Announce = OpenAccessOptions['announce'];

/** The office's composition root: API, database, planning, library. It may wait; what is on air does not wait for it. */
export class Office {
  readonly #lifecycle: Lifecycle;
  readonly #clock: FollowerClock;

  private constructor(clock: FollowerClock, lifecycle: Lifecycle) {
    this.#clock = clock;
    this.#lifecycle = lifecycle;
  }

  /**
   * Resolves when the API answers.
   * @param announce is told the administrator's password, when one is made.
   * @throws SettingsError or an Error that names the remedy; nothing is left running.
   */
  static async create(order: StartOrder, logger: Logger, announce: Announce): Promise<Office> {
    const lifecycle = new Lifecycle();
    try {
      return await Office.#assemble(order, logger, announce, lifecycle);
    } catch (error) {
      await lifecycle.close();
      throw namingDatabase(error, join(order.dataDir, DATABASE));
    }
  }

  static async #assemble(order: StartOrder, logger: Logger, announce: Announce, lifecycle: Lifecycle): Promise<Office> {
    const { environment, dataDir, sockets: paths } = order;
    const settings = loadSettings(environment);
    const clock = new FollowerClock(order.clockOffsetMs ?? systemOffsetMs());
    lifecycle.own(await waitForOffice(dataDir, clock), (it) => it.close());
    const house: HouseFormat = { ...settings.HOUSE_SIZE, fps: settings.HOUSE_FPS };
    const grid = gridFor(house.fps);
    const [databaseFile, objectsDir] = [join(dataDir, DATABASE), join(dataDir, 'objects')];
    const store = lifecycle.own(await Store.open(databaseFile, clock.now(), clock), (it) => it.close());
    refuseOtherFrameRate(await store.media.ofOtherRate(settings.HOUSE_FPS), settings);
    const blobs = lifecycle.own(await openMediaStore(settings, objectsDir, store.settings, logger), (it) => it.close());
    const place = await placeOf({ dataDir, objectsDir, isOnDisk: settings.MEDIA_STORE.kind === 'disk', databaseFile });
    const libraryId = await store.library.identity(place);
    const ownership = await StoreOwnership.claim({ blobs, libraryId, dataDir, logger });
    const workDir = join(dataDir, 'work');
    // A killed process leaves its unfinished work behind; nothing in there was ever published.
    await rm(workDir, { recursive: true, force: true });
    const tools = { ffmpeg: settings.FFMPEG_BIN, ffprobe: settings.FFPROBE_BIN };
    const room = { blobs, house, workDir, tools, clock };
    const slatesDir = join(dataDir, 'slate');
    const { record: slate } = await ensureSlate({ ...room, folder: slatesDir });
    const air = lifecycle.own(new AirLine({ path: paths.airForOffice, clock, logger }), (it) => it.close());
    const schedules = new ScheduleReader({ store, grid, slate, clock });
    const editor = new ScheduleEditor({ store, grid, slate, clock, connected: air });
    if (settings.DEMO) await ensureDemo({ ...room, store, editor, logger });
    const objects = lifecycle.own(new ObjectKeeper({ blobs, uses: store.objectUses, ownership, clock, logger }), (it) =>
      it.close(),
    );
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
    const trims = await TrimBook.create(store, grid);
    const heads = lifecycle.own(
      await HeadPieces.create({
        ...{ store: store.headPieces, objects, blobs, grid, tools, clock, logger },
        workDir: join(workDir, 'heads'),
        needed: () => trims.needs(),
      }),
      (it) => it.close(),
    );
    const aac = lifecycle.own(
      await AacTracks.create({
        ...{ store: store.aacTracks, objects, blobs, tools, clock, logger, workDir: join(workDir, 'aac') },
        mostAttempts: settings.PREPARATION_TRIES,
        slate: { objectId: slate.objectId, blobs: await DiskBlobStore.create(slateFolder(slatesDir, house)) },
      }),
      (it) => it.close(),
    );
    followAac({ aac, library, logger });
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
    const directory = new ChannelDirectory({
      ...{ store, grid, slate, clock, connected: air },
      findHead: (objectId, inFrame) => heads.find(objectId, inFrame),
    });
    const history = new ScheduleHistory({
      ...{ store, directory, grid, clock },
      plan: (content) => planChannelInSlices(content, grid, slate),
    });
    library.on('change', ({ id }) => history.refreshMedia(id)).on('removed', (id) => history.refreshMedia(id));
    const stopFollowing = followChanges({ directory, editor, library, heads, trims, clock, logger });
    lifecycle.own(stopFollowing, (stop) => stop());
    const alarms = new ChannelAlarms({
      ...{ directory, connected: air, air, heads, clock },
      isWhole: async (objectId) => objectId === slate.objectId || isWhole(blobs, objectId),
      freeBytes: () => freeBytesAt(dataDir),
    });
    const readiness = new Readiness({
      clock,
      parts: { database: () => store.settings.get('library-id'), store: () => blobs.size('library/owner') },
    });
    const http = createHttpServer(
      { ...guard, directory, history, editor, schedules, settings, clock, library, uploads, alarms, air, readiness },
      logger,
    );
    lifecycle.own(http, (it) => closeInTime(it, clock));
    const stopNews = tellHosts({ library, editor, clock }, (news) => air.tell('host-news', news));
    lifecycle.own(stopNews, (stop) => stop());
    keepAirInformed({ air, directory, editor, guard, store, logger });
    air.open(airingAnswers({ directory, schedule: store.schedule, access: guard.access, heads, logger }));
    await listenLocally(http, paths.office);
    return new Office(clock, lifecycle);
  }

  followClock(offsetMs: Millis): void {
    this.#clock.follow(offsetMs);
  }

  /** Ends requests under way and stops everything; no timer, handle or process is left. */
  async close(): Promise<void> {
    await this.#lifecycle.close();
  }
}

/** TL3: prepared media lies on its house's grid, and on no other. */
function refuseOtherFrameRate(other: MediaRecord | undefined, { HOUSE_FPS, DATA_DIR }: Settings): void {
  if (other === undefined) return;
  throw new SettingsError(
    `HOUSE_FPS=${HOUSE_FPS} cannot be used: the media in ${DATA_DIR} is prepared for ${other.fps}; set HOUSE_FPS=${other.fps} or another DATA_DIR`,
  );
}

/** The office of a server that was killed may still be ending. @throws Error that names the process and the remedy */
async function waitForOffice(dataDir: string, clock: FollowerClock): Promise<FolderLock> {
  return waitForFolder(dataDir, 'office', clock).catch((error: unknown) => {
    if (!(error instanceof FolderInUseError)) throw error;
    throw new Error(
      `DATA_DIR=${dataDir} cannot be used: ${error.message}, of a server that has ended, still has it; kill that process`,
    );
  });
}
