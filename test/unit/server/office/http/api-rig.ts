import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { audienceFigures } from '../../../../../server/air/viewers/audience-figures.js';
import { loadSettings } from '../../../../../server/config/load-settings.js';
import type { Role } from '../../../../../server/credentials/roles.js';
import type { Guard } from '../../../../../server/office/auth/open-access.js';
import type { ViewerTokenRequest } from '../../../../../server/office/auth/viewer-tokens.js';
import { ScheduleHistory } from '../../../../../server/office/guide/schedule-history.js';
import { Readiness } from '../../../../../server/office/health/readiness.js';
import { createHttpServer, type HttpDeps } from '../../../../../server/office/http/http-server.js';
import { UploadIntake } from '../../../../../server/office/http/upload-intake.js';
import type { ChannelDirectory } from '../../../../../server/office/planning/channel-directory.js';
import { planChannel } from '../../../../../server/office/planning/channel-timeline.js';
import { ScheduleEditor } from '../../../../../server/office/schedule/schedule-editor.js';
import { ScheduleReader } from '../../../../../server/office/schedule/schedule-reader.js';
import type { ChannelContent } from '../../../../../server/office/store/channel-content.js';
import type { Store } from '../../../../../server/office/store/store.js';
import type { Alarm } from '../../../../../shared/api/alarms.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { AccessRig } from '../../../../support/access-rig.js';
import { ApiContract } from '../../../../support/api-contract.js';
import { directoryOf } from '../../../../support/channel-directory.js';
import type { ManualClock } from '../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../support/temp-dir.js';
import { MemoryLibrary } from './memory-library.js';

const SLATE = { id: 'slate', objectId: 'slate', title: 'Back soon', fps: 30, frames: 300, createdAtMs: 0 };

/** Air, with nobody watching. */
function quietAir(directory: ChannelDirectory, clock: ManualClock): HttpDeps['air'] {
  return {
    routerRtpCapabilities: async () => ({}),
    viewers: async () => ({ total: 0, items: [], hasMore: false }),
    stats: async (slug) => {
      const { targetLatencyMs } = await directory.get(slug);
      return { at: clock.now(), targetLatencyMs, ...audienceFigures([]) };
    },
  };
}

/** The API over real HTTP, with a library in memory and nothing on air but the slate. */
export class ApiRig {
  readonly library = new MemoryLibrary();
  /** What the disk of the uploads has left. */
  freeBytes = 2 ** 40;
  /** What is wrong with every channel. */
  alarms: Alarm[] = [];
  readonly importDir = makeTempDir('import');
  readonly uploadDir = join(makeTempDir('uploads'), 'uploads');
  readonly #access: AccessRig;

  private constructor(access: AccessRig) {
    this.#access = access;
  }

  #server: Server | undefined;
  #uploads: UploadIntake | undefined;
  contract!: ApiContract;
  url!: string;

  static async start(env: Record<string, string> = {}): Promise<ApiRig> {
    const rig = new ApiRig(await AccessRig.start({ publicUrl: env['PUBLIC_URL'] }));
    const { clock, library, store, guard } = rig;
    const settings = loadSettings({ IMPORT_DIR: rig.importDir, MAX_UPLOAD_BYTES: '1000000', ...env });
    const logger = pino({ level: 'silent' });
    const uploads = await UploadIntake.create({
      ...{ folder: rig.uploadDir, path: '/api/v1/uploads', maxBytes: settings.MAX_UPLOAD_BYTES },
      ...{ library, clock, logger, freeBytes: async () => rig.freeBytes },
    });
    const room = { store, grid: gridFor(30), slate: SLATE, clock };
    const directory = directoryOf(room);
    const plan = (content: ChannelContent) => planChannel(content, room.grid, SLATE);
    const history = new ScheduleHistory({ ...room, directory, plan });
    const editor = new ScheduleEditor({ ...room, connected: { audiencesOf: () => [] } });
    const schedules = new ScheduleReader(room);
    const live = { directory, history, air: quietAir(directory, clock), editor, schedules };
    const alarms = {
      async of(slug: string) {
        await directory.get(slug);
        return rig.alarms;
      },
    };
    const readiness = new Readiness({
      clock,
      parts: { database: async () => undefined, store: async () => undefined },
    });
    const deps = { ...guard, ...live, library, uploads, settings, clock, alarms, readiness };
    rig.#server = createHttpServer(deps, logger).listen(0, '127.0.0.1');
    rig.#uploads = uploads;
    await once(rig.#server, 'listening');
    rig.url = `http://127.0.0.1:${(rig.#server.address() as AddressInfo).port}`;
    rig.contract = await ApiContract.of(rig.url);
    return rig;
  }

  get server(): Server {
    return this.#server!;
  }

  get clock(): ManualClock {
    return this.#access.clock;
  }

  get guard(): Guard {
    return this.#access.guard;
  }

  get store(): Store {
    return this.#access.store;
  }

  /** A token of the administrator, or of another user there is. */
  async token(username = 'admin'): Promise<string> {
    const { passwordHash } = (await this.store.users.find(username))!;
    return (await this.#access.sessions.start({ username, passwordHash }))!.token;
  }

  /** The token of a viewer for a channel. */
  async viewerToken(channel: string, wanted: Partial<ViewerTokenRequest> = {}): Promise<string> {
    return (await this.#access.viewerToken(channel, wanted)).token;
  }

  addUser(username: string, role: Role): Promise<void> {
    return this.#access.addUser(username, role);
  }

  addChannel(slug: string, visibility: 'public' | 'token'): Promise<void> {
    return this.#access.addChannel(slug, visibility);
  }

  /** Asks as the administrator, and holds the answer to the OpenAPI document. */
  async ask(method: string, path: string, init: RequestInit & { json?: unknown } = {}): Promise<Response> {
    const headers = { Authorization: `Bearer ${await this.token()}`, ...init.headers };
    return this.contract.ask(method, path, { ...init, headers });
  }

  async close(): Promise<void> {
    await this.#uploads?.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
    await this.#access.close();
  }
}

export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}
