import { networkInterfaces } from 'node:os';
import * as mediasoup from 'mediasoup';
import type { Router, RtpCapabilities, WebRtcServer, Worker } from 'mediasoup/types';
import type { ListenSettings } from './listen-plan.js';
import { listenPlan } from './listen-plan.js';
import { MediasoupInternals } from './mediasoup-internals.js';
import { ROUTER_CODECS } from './rtp-format.js';
import { SendTemplates } from './send-templates.js';
import { WorkerLine } from './worker-line.js';

const internals = MediasoupInternals.load();
const templates = internals && new SendTemplates((packet, producerId) => internals.sendMessage(packet, producerId));

/** Whether packets go to workers in batches; otherwise each goes by mediasoup's own, costlier way. */
export const sendsInBatches = internals !== undefined;

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
    /** Undefined when mediasoup is not laid out as expected: `producer.send()` serves then. */
    readonly line: WorkerLine | undefined,
  ) {}

  /** @throws when the process cannot be started or its port is taken. */
  static async create({ index, listen, workerBin }: SfuWorkerOptions): Promise<SfuWorker> {
    const worker = await mediasoup.createWorker({ logLevel: 'warn', ...(workerBin ? { workerBin } : {}) });
    try {
      const listenInfos = listenPlan(index, listen, networkInterfaces());
      const webRtcServer = await worker.createWebRtcServer({ listenInfos });
      const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
      const socket = internals?.socketOf(worker.pid);
      const line = socket && templates && new WorkerLine(socket, templates);
      return new SfuWorker(index, worker, router, webRtcServer, line);
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
