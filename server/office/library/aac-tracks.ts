import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { makeAacTrack } from '../../../media/ingest/aac-track.js';
import { IngestError } from '../../../media/ingest/ingest-error.js';
import type { Clock } from '../../../media/playout/clock.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import type { AacJob, AacTrackStore } from '../store/aac-track-store.js';
import type { ObjectKeeper } from './object-keeper.js';
import { PatientStore } from './patient-store.js';

const MOST_ATTEMPTS = 3;
const TRY_AGAIN_MS: Millis = 30_000;
/** A full disk is no fault of the media: such an attempt does not count, and a host needs a while to make room. */
const TRY_AGAIN_WHEN_FULL_MS: Millis = 300_000;

export interface AacTracksDeps {
  readonly store: AacTrackStore;
  readonly objects: ObjectKeeper;
  readonly blobs: BlobStore;
  /** An object in a store of its own, which nobody removes. */
  readonly slate?: { readonly objectId: string; readonly blobs: BlobStore };
  readonly tools: { readonly ffmpeg: string };
  /** The tracks' own. */
  readonly workDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often it is begun, whether it fails or ends together with the process; default 3. */
  readonly mostAttempts?: number;
}

interface AacTracksEvents {
  change: [mediaIds: readonly string[]];
}

interface Work {
  readonly objectId: string;
  readonly controller: AbortController;
}

/**
 * Makes the AAC of all that is ready, for players that are not ours: new media, and what was prepared before there was
 * any, from what is stored. One at a time in the background, after a crash again. A head piece gets none: AAC knows no
 * GOPs, and the frames from an in point on are those of the main object.
 */
export class AacTracks extends EventEmitter<AacTracksEvents> {
  readonly #deps: AacTracksDeps;
  readonly #closing = new AbortController();
  #making: Promise<void> | undefined;
  #isAsked = false;
  #current: Work | undefined;
  #cancelTimer: (() => void) | undefined;

  private constructor(deps: AacTracksDeps) {
    super();
    this.#deps = deps;
  }

  /** Goes on with what a killed process had not finished. */
  static async create(deps: AacTracksDeps): Promise<AacTracks> {
    await mkdir(deps.workDir, { recursive: true });
    const tracks = new AacTracks(deps);
    tracks.#making = tracks.#makeSlate().finally(() => {
      tracks.#making = undefined;
      tracks.wake();
    });
    return tracks;
  }

  /** To be called when media has become ready. */
  wake(): void {
    this.#isAsked = true;
    if (this.#making !== undefined || this.#cancelTimer !== undefined || this.#closing.signal.aborted) return;
    this.#isAsked = false;
    this.#making = this.#makeAll()
      .catch((err: unknown) => {
        this.#deps.logger.warn({ err }, 'could not look for media without AAC: it is tried again');
        this.#rest(TRY_AGAIN_MS);
      })
      .finally(() => {
        this.#making = undefined;
        if (this.#isAsked) this.wake();
      });
  }

  /** To be called when media was removed: work for it is ended. */
  async forget(): Promise<void> {
    const work = this.#current;
    if (work === undefined || (await this.#deps.store.isQueued(work.objectId))) return;
    work.controller.abort(new Error('the media was removed'));
  }

  /** Ends work under way, which begins again at the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancelTimer?.();
    await this.#making;
    this.removeAllListeners();
  }

  async #makeSlate(): Promise<void> {
    const { slate, logger, tools, workDir, clock } = this.#deps;
    if (slate === undefined) return;
    const { signal } = this.#closing;
    await makeAacTrack(slate.objectId, { store: slate.blobs, tools, workDir, clock, signal }).catch((err: unknown) => {
      if (!signal.aborted) logger.warn({ err }, 'the slate has no AAC: the next start tries again');
    });
  }

  async #makeAll(): Promise<void> {
    while (!this.#closing.signal.aborted && this.#cancelTimer === undefined) {
      const job = await this.#deps.store.next();
      if (job === undefined) return;
      await this.#make(job);
    }
  }

  async #make(job: AacJob): Promise<void> {
    const { store, objects, blobs, tools, workDir, clock, logger } = this.#deps;
    const { objectId, attempts } = job;
    await store.setAttempts(objectId, attempts + 1);
    const work = `AAC of ${objectId}`;
    const controller = new AbortController();
    this.#current = { objectId, controller };
    const signal = AbortSignal.any([this.#closing.signal, controller.signal]);
    try {
      const whilePublishing = (id: string, publish: () => Promise<void>) => objects.publish(work, id, publish);
      const onWait = (reason: string | null) => logger.info({ reason, work }, 'AAC waits for the media store');
      const patient = new PatientStore(blobs, { clock, signal, onWait });
      await makeAacTrack(objectId, { store: patient, tools, workDir, clock, signal, whilePublishing });
      this.emit('change', await store.finish(objectId, 'ready'));
    } catch (error) {
      if (signal.aborted) await store.setAttempts(objectId, attempts).catch(() => undefined);
      else await this.#failed(job, error);
    } finally {
      this.#current = undefined;
      await objects.release(work).catch((err: unknown) => logger.warn({ err }, 'an object of no use was left'));
    }
  }

  async #failed({ objectId, attempts }: AacJob, err: unknown): Promise<void> {
    const { store, logger, mostAttempts = MOST_ATTEMPTS } = this.#deps;
    // It has been removed meanwhile, or is prepared anew.
    if (!(await store.isQueued(objectId))) return;
    const isFull = err instanceof IngestError && err.code === 'storage-full';
    const isLast = !isFull && attempts + 1 >= mostAttempts;
    const log = err instanceof IngestError ? err.log : undefined;
    logger.warn({ err, log, objectId }, isLast ? 'a media goes without AAC' : 'AAC was not made: it is tried again');
    this.#rest(isFull ? TRY_AGAIN_WHEN_FULL_MS : TRY_AGAIN_MS);
    if (isFull) await store.setAttempts(objectId, attempts);
    if (isLast) this.emit('change', await store.finish(objectId, 'failed'));
  }

  #rest(forMs: Millis): void {
    if (this.#closing.signal.aborted) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#deps.clock.setTimer(forMs, () => {
      this.#cancelTimer = undefined;
      this.wake();
    });
  }
}
