import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Access } from '../../../../server/auth/access.js';
import { AdminAccount } from '../../../../server/auth/admin-account.js';
import { SessionTokens } from '../../../../server/auth/session-tokens.js';
import { loadSettings } from '../../../../server/config/load-settings.js';
import { createHttpServer, type HttpDeps } from '../../../../server/http/http-server.js';
import { UploadIntake } from '../../../../server/http/upload-intake.js';
import { CodedError } from '../../../../shared/errors.js';
import { ApiContract } from '../../../support/api-contract.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { makeTempDir } from '../../../support/temp-dir.js';
import { CHEAP, MemorySettings } from '../auth/memory-settings.js';
import { MemoryLibrary } from './memory-library.js';

export const PASSWORD = 'correct horse battery';

/** The API over real HTTP, with a library in memory and nothing on air. */
export class ApiRig {
  readonly library = new MemoryLibrary();
  readonly clock = new ManualClock(Date.now());
  /** What the disk of the uploads has left. */
  freeBytes = 2 ** 40;
  readonly importDir = makeTempDir('import');
  readonly uploadDir = join(makeTempDir('uploads'), 'uploads');

  private constructor(readonly env: Record<string, string>) {}

  #server: Server | undefined;
  #uploads: UploadIntake | undefined;
  tokens!: SessionTokens;
  access!: Access;
  contract!: ApiContract;
  url!: string;

  static async start(env: Record<string, string> = {}): Promise<ApiRig> {
    const rig = new ApiRig(env);
    const { clock, library } = rig;
    const settings = loadSettings({ IMPORT_DIR: rig.importDir, MAX_UPLOAD_BYTES: '1000000', ...env });
    const store = new MemorySettings();
    const account = await AdminAccount.create({
      settings: store,
      givenPassword: PASSWORD,
      announce: () => {},
      cost: CHEAP,
    });
    rig.tokens = await SessionTokens.create({ settings: store, clock, newKey: true });
    rig.access = new Access(account, rig.tokens, settings.PUBLIC_URL);
    const logger = pino({ level: 'silent' });
    const uploads = await UploadIntake.create({
      ...{ folder: rig.uploadDir, path: '/api/v1/uploads', maxBytes: settings.MAX_UPLOAD_BYTES },
      ...{ library, clock, logger, freeBytes: async () => rig.freeBytes },
    });
    const off = {
      directory: { list: async () => [], get: () => Promise.reject(new CodedError('channel-unknown')) },
      pool: { rtpCapabilities: {}, alive: [] },
      roster: { list: () => [] },
    } as unknown as Pick<HttpDeps, 'directory' | 'pool' | 'roster'>;
    const metrics = new Registry();
    const deps = { ...off, access: rig.access, library, uploads, settings, clock, metrics };
    rig.#server = createHttpServer(deps, makeTempDir('public'), logger).listen(0, '127.0.0.1');
    rig.#uploads = uploads;
    await once(rig.#server, 'listening');
    rig.url = `http://127.0.0.1:${(rig.#server.address() as AddressInfo).port}`;
    rig.contract = await ApiContract.of(rig.url);
    return rig;
  }

  get server(): Server {
    return this.#server!;
  }

  /** A token of the administrator. */
  async token(): Promise<string> {
    return (await this.tokens.issue({ username: 'admin', role: 'admin' })).token;
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
  }
}

export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}
