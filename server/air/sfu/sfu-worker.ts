import { closeSync, openSync } from 'node:fs';
import { devNull, networkInterfaces } from 'node:os';
import * as mediasoup from 'mediasoup';
import type { Router, RtpCapabilities, WebRtcServer, Worker } from 'mediasoup/types';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
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

/** A worker is up in a fraction of a second; one that is not by then hangs. */
const START_WITHIN_MS: Millis = 10_000;
/** One that hangs does not read that it should end. */
const END_WITHIN_MS: Millis = 500;
/** What a child process takes, with its pipes, and some more. */
const DESCRIPTORS_NEEDED = 24;

export interface SfuWorkerOptions {
  readonly index: number;
  readonly listen: ListenSettings;
  readonly workerBin: string | undefined;
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Gives up a start that is under way. */
  readonly signal: AbortSignal;
}

/** One mediasoup worker process with its port and its router. */
export class SfuWorker {
  /** Kept by whoever places viewers and feeds. */
  viewers = 0;
  feeds = 0;
  /** Kept by whoever watches it: CPU time that it lately used of one core, 0 to 1. */
  cpuShare = 0;
  /** Kept likewise: it has not answered lately. */
  isDoubtful = false;

  private constructor(
    readonly index: number,
    readonly worker: Worker,
    readonly router: Router,
    readonly webRtcServer: WebRtcServer,
    /** Undefined when mediasoup is not laid out as expected: `producer.send()` serves then. */
    readonly line: WorkerLine | undefined,
    readonly clock: Pick<Clock, 'setTimer'>,
  ) {}

  /** @throws when the process cannot be started, does not come up in time, or its port is taken. */
  static async create({ index, listen, workerBin, clock, signal }: SfuWorkerOptions): Promise<SfuWorker> {
    assertDescriptorsLeft();
    const { made, pid } = newestWorker(() =>
      mediasoup.createWorker({ logLevel: 'warn', ...(workerBin ? { workerBin } : {}) }),
    );
    let isLate = false;
    const giveUp = () => {
      if (pid !== undefined) killProcess(pid);
    };
    const cancelTimer = clock.setTimer(START_WITHIN_MS, () => {
      isLate = true;
      giveUp();
    });
    signal.addEventListener('abort', giveUp);
    try {
      const worker = await made;
      try {
        const listenInfos = listenPlan(index, listen, networkInterfaces());
        const webRtcServer = await worker.createWebRtcServer({ listenInfos });
        const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
        const socket = internals?.socketOf(worker.pid);
        const line = socket && templates && new WorkerLine(socket, templates);
        return new SfuWorker(index, worker, router, webRtcServer, line, clock);
      } catch (error) {
        worker.close();
        throw error;
      }
    } catch (error) {
      throw isLate ? new Error(`the process was not up within ${START_WITHIN_MS / 1000} s`) : error;
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', giveUp);
    }
  }

  get rtpCapabilities(): RtpCapabilities {
    return this.router.rtpCapabilities;
  }

  /** Kills a process that no longer responds; mediasoup then emits `died`. */
  kill(): void {
    if (!this.worker.subprocessClosed) killProcess(this.worker.pid);
  }

  /** Asks the process to end, and insists when it does not. */
  close(): void {
    if (this.worker.closed) return;
    const cancelTimer = this.clock.setTimer(END_WITHIN_MS, () => this.kill());
    this.worker.once('subprocessclose', cancelTimer);
    this.worker.close();
  }
}

/** The process id is known at once, long before mediasoup's promise is kept. */
function newestWorker(make: () => Promise<Worker>): { made: Promise<Worker>; pid: number | undefined } {
  if (internals === undefined) return { made: make(), pid: undefined };
  internals.newestPid = undefined;
  const made = make();
  return { made, pid: internals.newestPid };
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/**
 * Out of descriptors, Node reports a failed start in an event that mediasoup does not listen to yet, which would end this
 * process. @throws Error EMFILE or ENFILE
 */
function assertDescriptorsLeft(): void {
  const opened: number[] = [];
  try {
    while (opened.length < DESCRIPTORS_NEEDED) opened.push(openSync(devNull, 'r'));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
