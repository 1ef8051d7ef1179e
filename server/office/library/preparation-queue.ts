import { bounded } from '../../../media/ingest/bounded.js';
import { IngestError } from '../../../media/ingest/ingest-error.js';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import type { LibraryStore } from '../store/library-store.js';
import type { MediaEntry, MediaFailure, MediaState, PreparedFacts } from '../store/media-entry.js';
import { IdleWatch } from './idle-watch.js';
import type { LiveProgress } from './media-view.js';
import { ProgressMeter } from './progress-meter.js';
import { Serial } from './serial.js';

const TELL_EVERY_MS = 500;
/** How long the store is left alone after it could not be written, as on a full disk. */
const TRY_AGAIN_MS = 5000;
/** How long what is to be done when a preparation is over may hold the place of the next. */
const AFTERWARDS_MS = 4500;

export interface PreparationJob {
  readonly entry: MediaEntry;
  readonly signal: AbortSignal;
  onProgress(fraction: number): void;
  /** To be called with the reason while the store of media does not answer, and with null when it does again. */
  onWait(reason: string | null): void;
  /** Something that has a bound of its own, such as a tool, has begun to work for the job, or has ended. */
  onWork(isWorking: boolean): void;
}

export interface PreparationQueueDeps {
  readonly store: LibraryStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How many preparations run at once; 0 runs none. */
  readonly concurrency: number;
  /**
   * Leaves nothing behind when it fails or is aborted. One that has neither progress nor anything that works for it, or
   * that does not end when it is aborted, is given up within seconds, and what becomes of it then does not matter.
   */
  prepare(job: PreparationJob): Promise<PreparedFacts>;
  /** A media has come into another state, or is further on. */
  onChange(entry: MediaEntry): void;
  /** A media has become ready: its source is not needed any more. */
  onReady(entry: MediaEntry): Promise<void>;
  /** A preparation is over, whatever came of it, and the store knows. */
  onEnd(id: string): Promise<void>;
}

interface RunningJob {
  readonly controller: AbortController;
  readonly meter: ProgressMeter;
  entry: MediaEntry;
  /** Null unless it waits for something. */
  waiting: MediaFailure | null;
  done: Promise<void>;
}

interface JobOutcome {
  readonly state: MediaState;
  readonly by: 'by-host' | 'by-server';
}

/** Why a job was ended, and what its media becomes. */
class JobEnd extends Error implements JobOutcome {
  constructor(
    readonly state: MediaState,
    readonly by: 'by-host' | 'by-server',
  ) {
    super(`the preparation was ended: ${state.status}`);
  }
}

/** Works off the media that the store has queued, oldest first, some at a time. */
export class PreparationQueue {
  readonly #deps: PreparationQueueDeps;
  readonly #running = new Map<string, RunningJob>();
  /** A claim in the store and its entry in `#running` are one step to everybody else. */
  readonly #serial = new Serial();
  readonly #closing = new AbortController();
  #willFill = false;

  constructor(deps: PreparationQueueDeps) {
    this.#deps = deps;
  }

  /** Ids of the media that is being prepared. */
  get runningIds(): readonly string[] {
    return [...this.#running.keys()];
  }

  progressOf(id: string): LiveProgress | undefined {
    const job = this.#running.get(id);
    if (job === undefined) return undefined;
    const { meter, waiting } = job;
    const etaSeconds = waiting === null ? meter.etaSeconds(this.#now()) : null;
    return { progress: meter.fraction, etaSeconds, error: waiting };
  }

  /** Starts what there is room for. To be called when something was queued. */
  wake(): void {
    this.#serial.run(() => this.#fill()).catch((error: unknown) => this.#fillLater(error));
  }

  /** Takes a media out of the queue, or ends its preparation; undefined when it is in neither. */
  async cancel(id: string): Promise<MediaEntry | undefined> {
    const { store } = this.#deps;
    const { code, message } = new CodedError('preparation-cancelled');
    const state: MediaState = { status: 'failed', error: { code, message } };
    const cancelled = await this.#serial.run(async () => {
      const job = this.#running.get(id);
      if (job === undefined) return store.moveOn(id, 'queued', state, this.#now(), 'by-host');
      job.controller.abort(new JobEnd(state, 'by-host'));
      return job;
    });
    if (cancelled === undefined || 'state' in cancelled) return cancelled;
    await cancelled.done;
    const { entry } = cancelled;
    return entry.state.status === 'failed' && entry.state.error.code === code ? entry : undefined;
  }

  /** Ends the preparation of a media that the store has forgotten, if there is one. */
  async abandon(id: string): Promise<void> {
    const job = await this.#serial.run(async () => this.#running.get(id));
    job?.controller.abort(new JobEnd({ status: 'queued' }, 'by-server'));
    await job?.done;
  }

  /** Ends every preparation; they are queued again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#serial.run(async () => {
      const jobs = [...this.#running.values()];
      for (const { controller } of jobs) controller.abort(new JobEnd({ status: 'queued' }, 'by-server'));
      await Promise.all(jobs.map(({ done }) => done));
    });
  }

  async #fill(): Promise<void> {
    const { store, concurrency } = this.#deps;
    while (!this.#closing.signal.aborted && this.#running.size < concurrency) {
      const entry = await store.claim(this.#now());
      if (entry === undefined) return;
      const job: RunningJob = {
        entry,
        controller: new AbortController(),
        meter: new ProgressMeter(this.#now()),
        waiting: null,
        done: Promise.resolve(),
      };
      this.#running.set(entry.id, job);
      job.done = this.#run(job).finally(() => {
        this.#running.delete(entry.id);
        this.wake();
      });
      this.#deps.onChange(entry);
    }
  }

  /** Nobody else may ever wake a queue that could not be filled. */
  async #fillLater(error: unknown): Promise<void> {
    this.#report(error);
    if (this.#willFill || this.#closing.signal.aborted) return;
    this.#willFill = true;
    await this.#pause(TRY_AGAIN_MS);
    this.#willFill = false;
    this.wake();
  }

  /** Never throws. */
  async #run(job: RunningJob): Promise<void> {
    await this.#prepare(job).catch((error: unknown) => this.#report(error));
    await this.#briefly(this.#deps.onEnd(job.entry.id)).catch((error: unknown) => this.#report(error));
  }

  /** Goes on without work that does not end, as when the media store hangs: it must not hold the queue. */
  #briefly(work: Promise<void>): Promise<void> {
    return bounded(work, AFTERWARDS_MS, this.#deps.clock, () => new Error('clearing up after a preparation goes on'));
  }

  async #prepare(job: RunningJob): Promise<void> {
    const { prepare, onChange, onReady } = this.#deps;
    const { entry, controller } = job;
    const watch = new IdleWatch(this.#deps.clock, controller.signal);
    const tellProgress = this.#progressOf(job);
    const work: PreparationJob = {
      ...{ entry, signal: controller.signal },
      onProgress(fraction) {
        watch.gotOn();
        tellProgress(fraction);
      },
      onWork: (isWorking) => watch.work(isWorking),
      onWait: (reason) => this.#waits(job, reason),
    };
    const outcome = await Promise.race([
      prepare(work).then(
        (facts): JobOutcome => ({ state: { status: 'ready', ...facts }, by: 'by-server' }),
        (error: unknown) => this.#outcomeOf(error, job),
      ),
      watch.idle.then(() => this.#outcomeOf(new CodedError('preparation-stalled'), job)),
    ]);
    watch.stop();
    // Whatever is left of one that was given up is not wanted.
    controller.abort(new JobEnd(outcome.state, outcome.by));
    const moved = await this.#settle(entry.id, outcome);
    if (moved === undefined) return; // it was removed meanwhile
    job.entry = moved;
    onChange(moved);
    if (moved.state.status === 'ready') await this.#briefly(onReady(moved));
  }

  /** The disk that failed a preparation may fail the store as well: what came of it is written when there is room. */
  async #settle(id: string, { state, by }: JobOutcome): Promise<MediaEntry | undefined> {
    for (;;) {
      try {
        return await this.#deps.store.moveOn(id, 'processing', state, this.#now(), by);
      } catch (error) {
        this.#report(error);
        if (this.#closing.signal.aborted) return undefined;
        await this.#pause(TRY_AGAIN_MS);
      }
    }
  }

  /** Waits, at most until the queue is closed. */
  #pause(delayMs: Millis): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      const end = (): void => {
        cancelTimer();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancelTimer = this.#deps.clock.setTimer(delayMs, end);
      signal.addEventListener('abort', end);
    });
  }

  #outcomeOf(error: unknown, { controller, entry }: RunningJob): JobOutcome {
    if (controller.signal.reason instanceof JobEnd) return controller.signal.reason;
    const { logger } = this.#deps;
    const log = error instanceof IngestError ? error.log : undefined;
    if (error instanceof CodedError)
      logger.info({ mediaId: entry.id, code: error.code, log }, 'media was not prepared');
    else logger.error({ err: error, mediaId: entry.id }, 'a preparation failed');
    const { code, message } = error instanceof CodedError ? error : new CodedError('preparation-failed');
    return { state: { status: 'failed', error: { code, message } }, by: 'by-server' };
  }

  /** How far a job is stays in memory: a restart begins it anew. */
  #progressOf(job: RunningJob): (fraction: number) => void {
    let toldAtMs = Number.NEGATIVE_INFINITY;
    return (fraction) => {
      const nowMs = this.#now();
      job.meter.advance(fraction, nowMs);
      if (nowMs - toldAtMs < TELL_EVERY_MS) return;
      toldAtMs = nowMs;
      this.#deps.onChange(job.entry);
    };
  }

  #waits(job: RunningJob, reason: string | null): void {
    const { logger, onChange } = this.#deps;
    const mediaId = job.entry.id;
    if (reason === null) logger.info({ mediaId }, 'the media store answers again: a preparation goes on');
    else if (job.waiting === null) logger.warn({ mediaId, reason }, 'a preparation waits for the media store');
    const message = `The media store does not answer (${reason}): the file is kept, and this goes on when it does.`;
    job.waiting = reason === null ? null : { code: 'store-unavailable', message };
    onChange(job.entry);
  }

  /** Whole milliseconds, as the store keeps them. */
  #now(): Millis {
    return Math.floor(this.#deps.clock.now());
  }

  #report(error: unknown): void {
    this.#deps.logger.error({ err: error }, 'the queue of preparations failed');
  }
}
