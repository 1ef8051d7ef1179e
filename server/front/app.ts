import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StoredFragments } from '../../media/cache/stored-fragments.js';
import type { HouseFormat } from '../../media/house.js';
import { withSlate } from '../../media/slate/with-slate.js';
import { FollowerClock } from '../clock/follower-clock.js';
import { systemOffsetMs } from '../clock/monotonic.js';
import { loadSettings } from '../config/load-settings.js';
import { openMediaStoreUnchecked } from '../config/open-media-store.js';
import { Lifecycle } from '../lifecycle.js';
import type { StartOrder, UpgradeRequest } from '../link/control.js';
import type { Logger } from '../log/logger.js';
import { AirLine } from './air-line.js';
import { createFrontServer, listen } from './http-server.js';
import { passageTo } from './office-proxy.js';

const PUBLIC_DIR = fileURLToPath(new URL('../../public', import.meta.url));

/**
 * The front: it has the port. Pages and what a player asks before it joins are answered here, so they depend on neither
 * database nor planning; the API is passed on to the office, and connections that become WebSockets go to air.
 */
export class Front {
  readonly #clock: FollowerClock;
  readonly #lifecycle: Lifecycle;

  private constructor(
    readonly url: string,
    clock: FollowerClock,
    lifecycle: Lifecycle,
  ) {
    this.#clock = clock;
    this.#lifecycle = lifecycle;
  }

  /**
   * Resolves when the port is open.
   * @param giveToAir takes a connection that asked for a WebSocket.
   * @throws Error that names the setting when the port cannot be had; nothing is left running.
   */
  static async create(
    order: StartOrder,
    logger: Logger,
    giveToAir: (request: UpgradeRequest, socket: Socket) => void,
  ): Promise<Front> {
    const { environment, dataDir, sockets: paths } = order;
    const settings = loadSettings(environment);
    const house: HouseFormat = { ...settings.HOUSE_SIZE, fps: settings.HOUSE_FPS };
    const lifecycle = new Lifecycle();
    const clock = new FollowerClock(order.clockOffsetMs ?? systemOffsetMs());
    const air = lifecycle.own(new AirLine(paths.airForFront, clock, logger), (it) => it.close());
    const toOffice = lifecycle.own(passageTo(paths.office), (it) => it.close());
    const toAir = lifecycle.own(passageTo(paths.polling), (it) => it.close());
    try {
      // Air has the slate by then.
      await air.connected;
      const blobs = await openMediaStoreUnchecked(settings, join(dataDir, 'objects'));
      lifecycle.own(blobs, (it) => it.close());
      const fragments = new StoredFragments({ store: await withSlate(blobs, join(dataDir, 'slate'), house), clock });
      const server = createFrontServer(
        { air, fragments, toOffice, toAir, settings, clock, publicDir: PUBLIC_DIR, giveToAir },
        logger,
      );
      lifecycle.own(server, (it) => closeAll(it));
      const port = await listen(server, settings);
      return new Front(settings.PUBLIC_URL ?? `http://localhost:${port}`, clock, lifecycle);
    } catch (error) {
      await lifecycle.close();
      throw error;
    }
  }

  followClock(offsetMs: number): void {
    this.#clock.follow(offsetMs);
  }

  async close(): Promise<void> {
    await this.#lifecycle.close();
  }
}

async function closeAll(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
