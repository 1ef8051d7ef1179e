import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { Gauge, Registry } from 'prom-client';
import { StoredFragments } from '../../../../media/cache/stored-fragments.js';
import { DiskBlobStore } from '../../../../media/store/disk-blob-store.js';
import { loadSettings } from '../../../../server/config/load-settings.js';
import { createFrontServer } from '../../../../server/front/http-server.js';
import { passageTo } from '../../../../server/front/office-proxy.js';
import type { UpgradeRequest } from '../../../../server/link/control.js';
import type { HlsOnAir, ObjectOnAir } from '../../../../server/link/messages.js';
import { CodedError } from '../../../../shared/errors.js';
import { makeTempDir } from '../../../support/temp-dir.js';
import { ApiRig } from '../office/http/api-rig.js';

/** The front over real HTTP, with a real office behind it, and air as far as it answers the front. */
export class FrontRig {
  /** Air's. */
  readonly metrics = new Registry();
  /** The built client, as far as a test puts it there. */
  readonly publicDir = makeTempDir('public');
  /** What public channels have on air. */
  onAir: ObjectOnAir[] = [];
  isAirAway = false;
  /** What a channel had on air lately. */
  hlsOnAir: (slug: string) => HlsOnAir = () => {
    throw new CodedError('channel-unknown');
  };
  /** What is stored. */
  readonly blobs: DiskBlobStore;
  readonly upgrades: UpgradeRequest[] = [];
  readonly office: ApiRig;
  readonly #servers: Server[];
  url!: string;

  private constructor(office: ApiRig, blobs: DiskBlobStore, servers: Server[]) {
    this.office = office;
    this.blobs = blobs;
    this.#servers = servers;
  }

  static async start(env: Record<string, string> = {}): Promise<FrontRig> {
    const office = await ApiRig.start(env);
    const path = join(makeTempDir('front'), 'office');
    const behind = createServer((request, response) => office.server.emit('request', request, response)).listen(path);
    await once(behind, 'listening');
    const servers = [behind];
    const rig = new FrontRig(office, await DiskBlobStore.create(makeTempDir('blobs')), servers);
    const passage = passageTo(path);
    const front = createFrontServer(
      {
        air: {
          routerRtpCapabilities: async () => ({}),
          readiness: async () => ({ workersAlive: 2, workersWanted: 2, hasOffice: true, knownUntilMs: null }),
          metrics: () => rig.metrics.getMetricsAsJSON(),
          objectsOnAir: async () => {
            if (rig.isAirAway) throw new CodedError('not-ready');
            return rig.onAir;
          },
          hlsOnAir: async (slug) => rig.hlsOnAir(slug),
        },
        fragments: new StoredFragments({ store: rig.blobs, clock: office.clock }),
        ...{ toOffice: passage, toAir: passage, settings: loadSettings(env), clock: office.clock },
        publicDir: rig.publicDir,
        giveToAir: (request, socket) => {
          rig.upgrades.push(request);
          socket.destroy();
        },
      },
      pino({ level: 'silent' }),
    );
    front.listen(0, '127.0.0.1');
    front.once('close', () => passage.close());
    await once(front, 'listening');
    rig.url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    servers.push(front);
    return rig;
  }

  /** Counts how often it is looked at. */
  countLooks(name: string): void {
    let looks = 0;
    new Gauge({
      ...{ name, help: 'Times', registers: [this.metrics] },
      collect() {
        looks += 1;
        this.set(looks);
      },
    });
  }

  /** The office ends as a process that is killed does. */
  endOffice(): void {
    this.#servers[0]!.closeAllConnections();
    this.#servers[0]!.close();
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
    await this.office.close();
  }
}
