import { networkInterfaces } from 'node:os';
import * as mediasoup from 'mediasoup';
import type { Router, RtpCapabilities, WebRtcServer, Worker } from 'mediasoup/types';
import type { ListenSettings } from './listen-plan.js';
import { listenPlan } from './listen-plan.js';
import { ROUTER_CODECS } from './rtp-format.js';

export interface SfuWorkerOptions {
  readonly index: number;
  readonly listen: ListenSettings;
  readonly workerBin: string | undefined;
}

/** One mediasoup worker process with its port and its router. */
export class SfuWorker {
  /** Kept by whoever places viewers and feeds. */
  viewers = 0;
  feeds = 0;

  private constructor(
    readonly index: number,
    readonly worker: Worker,
    readonly router: Router,
    readonly webRtcServer: WebRtcServer,
  ) {}

  /** @throws when the process cannot be started or its port is taken. */
  static async create({ index, listen, workerBin }: SfuWorkerOptions): Promise<SfuWorker> {
    const worker = await mediasoup.createWorker({ logLevel: 'warn', ...(workerBin ? { workerBin } : {}) });
    try {
      const listenInfos = listenPlan(index, listen, networkInterfaces());
      const webRtcServer = await worker.createWebRtcServer({ listenInfos });
      const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
      return new SfuWorker(index, worker, router, webRtcServer);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  get rtpCapabilities(): RtpCapabilities {
    return this.router.rtpCapabilities;
  }

  get isAlive(): boolean {
    return !this.worker.closed;
  }

  close(): void {
    this.worker.close();
  }
}
