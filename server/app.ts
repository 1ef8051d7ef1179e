import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Millis } from '../shared/units.js';
import { FollowerClock } from './clock/follower-clock.js';
import { systemOffsetMs } from './clock/monotonic.js';
import { checkPaths } from './config/check-paths.js';
import { lockDataDir, openDataDir } from './config/data-dir.js';
import { type Environment, loadSettings } from './config/load-settings.js';
import { makeSocketFolder } from './config/socket-folder.js';
import { Lifecycle } from './lifecycle.js';
import type { LocalSockets, PartNotice, StartOrder } from './link/control.js';
import { stopReading } from './link/hand-over.js';
import type { Logger } from './log/logger.js';
import { ManagedProcess, type ProcessSpec } from './managed-process.js';
import { waitForPort } from './net/free-port.js';

/** What is on air comes first: the office and its preparations get what is left of the processors. */
const OFFICE_NICENESS = 10;

/** A process that does not answer for so long hangs, and is replaced. The office may be busy for a while. */
const ANSWERS_WITHIN_S = { air: 3, front: 5, office: 30 };

type Announce = (admin: { readonly username: string; readonly password: string }) => void;

/**
 * A server: three processes, of which each may end and is started again. *Air* paces feeds and serves viewers' sockets;
 * nothing in it blocks. The *office* has the API, the database and the library; its calls may block. The *front* has the
 * port. This process only starts them and passes connections on, so that no request to one can end the others.
 */
export class App {
  readonly #lifecycle: Lifecycle;
  readonly #parts: Readonly<Record<PartName, ManagedProcess>>;

  private constructor(
    readonly url: string,
    parts: Readonly<Record<PartName, ManagedProcess>>,
    lifecycle: Lifecycle,
  ) {
    this.#parts = parts;
    this.#lifecycle = lifecycle;
  }

  /**
   * @param announce is told the administrator's password, when one is made.
   * @throws SettingsError or an Error that names the remedy; nothing is left running.
   */
  static async create(environment: Environment, logger: Logger, announce: Announce = () => {}): Promise<App> {
    const lifecycle = new Lifecycle();
    try {
      return await App.#assemble(environment, logger, announce, lifecycle);
    } catch (error) {
      await lifecycle.close();
      throw error;
    }
  }

  static async #assemble(
    environment: Environment,
    logger: Logger,
    announce: Announce,
    lifecycle: Lifecycle,
  ): Promise<App> {
    const settings = loadSettings(environment);
    await checkPaths(settings);
    const dataDir = await openDataDir(settings.DATA_DIR);
    lifecycle.own(lockDataDir(dataDir), (it) => it.close());
    const clock = new FollowerClock(systemOffsetMs());
    await waitForPort(settings, clock);
    const folder = lifecycle.own(await makeSocketFolder(dataDir), (it) => rm(it, { recursive: true }));
    const sockets: LocalSockets = {
      airForOffice: join(folder, 'air-for-office'),
      airForFront: join(folder, 'air-for-front'),
      polling: join(folder, 'polling'),
      office: join(folder, 'office'),
    };
    const parts: Partial<Record<PartName, ManagedProcess>> = {};
    lifecycle.own(parts, async () => {
      await Promise.all(Object.values(parts).map((part) => part.close()));
    });
    let clockOffsetMs: Millis | undefined;
    let url = '';
    const order = (): StartOrder => ({
      environment,
      dataDir,
      logLevel: logger.level as StartOrder['logLevel'],
      sockets,
      clockOffsetMs,
    });
    const onNotice = (notice: PartNotice, connection: Socket | undefined): void => {
      switch (notice.type) {
        case 'clock':
          clockOffsetMs = notice.offsetMs;
          for (const part of [parts.office, parts.front]) part?.send(notice);
          return;
        case 'upgrade':
          if (connection === undefined) return;
          stopReading(connection);
          if (parts.air === undefined) connection.destroy();
          else parts.air.send(notice, connection);
          return;
        case 'admin-made':
          announce(notice);
          return;
        case 'ready':
          url = notice.url ?? url;
          return;
        case 'failed':
          return;
        default:
          notice satisfies never;
      }
    };
    const start = async (name: PartName, niceness = 0): Promise<void> => {
      const [module, answersWithinS] = [mainOf(name), ANSWERS_WITHIN_S[name]];
      const spec: ProcessSpec = { name, module, niceness, answersWithinS, order, onNotice, clock, logger };
      parts[name] = new ManagedProcess(spec);
      await parts[name].start();
    };
    await Promise.all([start('air'), start('office', OFFICE_NICENESS)]);
    // Last of all: whoever reaches the port finds a server that is ready.
    await start('front');
    return new App(url, parts as Record<PartName, ManagedProcess>, lifecycle);
  }

  /** The processes by name; undefined while one is started again. */
  pidOf(part: PartName): number | undefined {
    return this.#parts[part].pid;
  }

  /** Ends every session and stops everything; no timer, handle or process is left. */
  async close(): Promise<void> {
    await this.#lifecycle.close();
  }

  /** Kills the processes without waiting for anything. */
  kill(): void {
    for (const part of Object.values(this.#parts)) part.kill();
  }
}

export type PartName = 'air' | 'office' | 'front';

function mainOf(part: PartName): string {
  return fileURLToPath(new URL(`./${part}/main.js`, import.meta.url));
}
