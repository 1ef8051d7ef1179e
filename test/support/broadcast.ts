import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.js';
import { type ConsoleOptions, ConsolePage } from './console-page.js';
import { HostClient } from './host-client.js';
import { ServerProcess, type ServerProcessOptions } from './server-process.js';
import { type Library, makeStation, type Station, type StationOptions, testLibrary } from './station.js';

export const ADMIN_PASSWORD = 'correct horse battery';

interface BroadcastOptions extends StationOptions, Omit<ServerProcessOptions, 'dataDir'> {
  /** What is played; the library that all tests share, when not given. */
  readonly library?: () => Promise<Library>;
}

/** A station with its server, and a browser to watch it with. */
class Broadcast {
  station!: Station;
  server!: ServerProcess;
  browser!: Browser;

  get watchUrl(): string {
    return `${this.server.url}/watch/${this.station.channel}`;
  }

  async start(options: BroadcastOptions): Promise<void> {
    await Promise.all([this.#goOnAir(options), this.#openBrowser()]);
  }

  /** The administrator, by the API. */
  async signInByApi(): Promise<HostClient> {
    return await HostClient.signIn(this.server.url, 'admin', ADMIN_PASSWORD);
  }

  /** The administrator at the console, signed in. */
  async signInAtConsole(options?: ConsoleOptions): Promise<ConsolePage> {
    const host = await ConsolePage.open(this.browser, this.server.url, options);
    await host.signIn('admin', ADMIN_PASSWORD);
    return host;
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.server?.close();
  }

  async #goOnAir({ library = testLibrary, env = {}, workers = 1, ...options }: BroadcastOptions): Promise<void> {
    this.station = await makeStation(await library(), options);
    this.server = await ServerProcess.start({
      dataDir: this.station.dataDir,
      workers,
      env: { ...this.station.env, ADMIN_PASSWORD, ...env },
    });
  }

  async #openBrowser(): Promise<void> {
    this.browser = await launchBrowser();
  }
}

/** A broadcast from before the first test and the later hooks of the suite that calls this, until after its last test. */
export function broadcast(options: BroadcastOptions = {}): Broadcast {
  const air = new Broadcast();
  before(async () => air.start(options));
  after(async () => air.close());
  return air;
}
