import { EventEmitter } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlayableFile } from '../../../media/playable-file.js';
import type { Clock } from '../../../media/playout/clock.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { MediaCheck, MediaView } from '../../../shared/api/media.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { within } from '../../clock/within.js';
import type { Logger } from '../../log/logger.js';
import type { LibraryStore } from '../store/library-store.js';
import type { MediaEntry } from '../store/media-entry.js';
import { markAt } from '../store/media-order.js';
import { freeBytesAt } from './free-space.js';
import { learnLayers } from './learn-layers.js';
import type { LibraryEvents } from './library-events.js';
import { givenUp, stale, wrongState } from './library-failures.js';
import { type ListQuery, mediaCursorAt, parseMediaCursor } from './media-cursor.js';
import { viewOf } from './media-view.js';
import type { ObjectKeeper } from './object-keeper.js';
import { PreparationQueue } from './preparation-queue.js';
import { type PreparationRoom, prepareSource } from './prepare-source.js';
import { type PictureName, PreparedFiles } from './prepared-files.js';
import { SourceIntake, type SourceOffer } from './source-intake.js';
import { SourceShelf } from './source-shelf.js';
import { titleFrom } from './title.js';
import { findDamage, isWhole } from './verify-object.js';

const LARGEST_PAGE = 200;
const MOST_ATTEMPTS = 3;
/** Whoever deletes a media is answered by then, were the store to take longer to be rid of it. */
const CLEARED_AWAY_WITHIN_MS: Millis = 2000;
/** No publication takes a day. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

export interface MediaLibraryDeps extends Pick<PreparationRoom, 'house' | 'tools' | 'limits' | 'stallMs'> {
  readonly store: LibraryStore;
  readonly blobs: BlobStore;
  /** For sources that wait for their preparation; best on the file system that uploads are received on. */
  readonly sourcesDir: string;
  /** The library's own: whatever else lies in it is swept away. */
  readonly workDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How many preparations run at once; 0 runs none. */
  readonly concurrency: number;
  readonly objects: ObjectKeeper;
  /** How often a preparation is begun that ends with the process; default 3. */
  readonly mostAttempts?: number;
  /** How many bytes a folder's file system has for us. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/**
 * The media of this server, and how files become media. What it has been given it keeps through kill -9: sources on a
 * shelf until they are prepared, everything else in the store. A prepared source is thrown away: the host still has it,
 * de-duplication needs its hash alone, and it would double what a library costs.
 */
export class MediaLibrary extends EventEmitter<LibraryEvents> {
  readonly #deps: MediaLibraryDeps;
  readonly #intake: SourceIntake;
  readonly #queue: PreparationQueue;
  readonly #files: PreparedFiles;

  private constructor(deps: MediaLibraryDeps, shelf: SourceShelf) {
    super();
    this.#deps = deps;
    this.#files = new PreparedFiles(deps.blobs, deps.clock);
    const { store, clock, logger, concurrency, limits, freeBytes = freeBytesAt } = deps;
    this.#intake = new SourceIntake({
      ...{ store, shelf, limits },
      now: () => this.#now(),
      freeBytes: () => freeBytes(deps.sourcesDir),
      isWhole: (objectId) => isWhole(deps.blobs, objectId),
    });
    const room = { ...deps, store: deps.blobs, shelf, freeBytes: () => freeBytes(deps.workDir) };
    this.#queue = new PreparationQueue({
      ...{ store, clock, logger, concurrency },
      prepare: (job) => prepareSource(job, room),
      onChange: (entry) => this.#changed(entry),
      onReady: (entry) => this.#intake.drop(entry),
      onEnd: (id) => deps.objects.release(id),
    });
  }

  /** Resumes what a killed process left: its queue goes on, its orphans are swept. */
  static async create(deps: MediaLibraryDeps): Promise<MediaLibrary> {
    await mkdir(deps.workDir, { recursive: true });
    const library = new MediaLibrary(deps, await SourceShelf.create(deps.sourcesDir));
    const { mostAttempts = MOST_ATTEMPTS } = deps;
    await deps.store.requeueInterrupted(mostAttempts, givenUp(mostAttempts), library.#now());
    await library.#resume();
    library.#queue.wake();
    return library;
  }

  /**
   * Takes a file over and queues it. The same bytes again answer with the media that there is: a duplicate, unless that
   * one failed or its objects are gone; then it is prepared anew.
   * @throws CodedError source-missing, source-empty, source-too-large or storage-full; the file is left alone then.
   */
  async addSource(offer: SourceOffer): Promise<{ media: MediaView; duplicate: boolean }> {
    const { entry, duplicate } = await this.#intake.take(offer);
    this.#queue.wake();
    return { media: this.#changed(entry), duplicate };
  }

  async list(query: ListQuery): Promise<{ items: MediaView[]; nextCursor: string | null }> {
    const { limit, sort = 'newest', cursor, status, search } = query;
    const size = Math.min(Math.max(1, limit), LARGEST_PAGE);
    const after = cursor === undefined ? undefined : parseMediaCursor(sort, cursor);
    const entries = await this.#deps.store.page({ limit: size + 1, sort, after, status, search });
    const page = entries.slice(0, size);
    const last = entries.length > size ? page.at(-1) : undefined;
    return {
      items: page.map((entry) => this.#view(entry)),
      nextCursor: last ? mediaCursorAt(sort, markAt(sort, last)) : null,
    };
  }

  /** @throws CodedError media-unknown */
  async get(id: string): Promise<MediaView> {
    return this.#view(await this.#entry(id));
  }

  /** @throws CodedError media-unknown; stale-revision unless the media is at the expected revision. */
  async rename(id: string, title: string, expectedRevision?: number): Promise<MediaView> {
    const renaming = await this.#deps.store.rename(id, titleFrom(title), expectedRevision, this.#now());
    switch (renaming.outcome) {
      case 'unknown':
        throw new CodedError('media-unknown');
      case 'stale':
        throw stale(renaming.revision);
      case 'renamed':
        return this.#changed(renaming.entry);
    }
  }

  /**
   * Removes a media, its source, and its object unless another has the same; the object later when the store does not answer.
   * @throws CodedError media-unknown; stale-revision; media-in-use with `usedBy` and `fillerOf` in its details.
   */
  async remove(id: string, expectedRevision?: number): Promise<void> {
    const removal = await this.#deps.store.remove(id, expectedRevision, this.#now());
    switch (removal.outcome) {
      case 'unknown':
        throw new CodedError('media-unknown');
      case 'stale':
        throw stale(removal.revision);
      case 'in-use':
        throw new CodedError('media-in-use', undefined, { ...removal.use });
      case 'removed':
        this.emit('removed', id);
        await within(this.#deps.clock, CLEARED_AWAY_WITHIN_MS, this.#clearAway(removal.entry), () => undefined);
    }
  }

  /** @throws CodedError media-unknown; wrong-state unless it is queued or being prepared. */
  async cancel(id: string): Promise<MediaView> {
    const { state } = await this.#entry(id);
    const cancelled = await this.#queue.cancel(id);
    if (cancelled === undefined) throw wrongState('cancelled', state.status);
    return this.#changed(cancelled);
  }

  /** @throws CodedError media-unknown; wrong-state unless it has failed or was cancelled. */
  async retry(id: string): Promise<MediaView> {
    const { state } = await this.#entry(id);
    const queued = await this.#deps.store.moveOn(id, 'failed', { status: 'queued' }, this.#now(), 'by-host');
    if (queued === undefined) throw wrongState('tried again', state.status);
    this.#queue.wake();
    return this.#changed(queued);
  }

  /** A JPEG. @throws CodedError media-unknown; wrong-state until it is ready; not-found when it has none; store-unavailable. */
  poster(id: string): Promise<Buffer> {
    return this.#picture(id, 'poster');
  }

  /** A JPEG of many small pictures; `storyboardVtt` tells which is of when. @throws as `poster`. */
  storyboard(id: string): Promise<Buffer> {
    return this.#picture(id, 'storyboard');
  }

  /** WebVTT. @throws as `poster`. */
  storyboardVtt(id: string): Promise<Buffer> {
    return this.#picture(id, 'storyboardVtt');
  }

  /** JSON: what the sound looks like. @throws as `poster`. */
  waveform(id: string): Promise<Buffer> {
    return this.#picture(id, 'waveform');
  }

  /** For a browser's own player. @throws as `poster`. */
  async playable(id: string): Promise<PlayableFile> {
    return this.#files.playable(await this.#objectToShow(id));
  }

  /** Reads all that is stored of a media. @throws CodedError media-unknown; wrong-state until it is ready. */
  async verify(id: string): Promise<MediaCheck> {
    const { state, aac } = await this.#entry(id);
    if (state.status !== 'ready') throw wrongState('verified', state.status);
    const damage = await findDamage(this.#deps.blobs, state.objectId, aac);
    if (damage.length > 0) this.#deps.logger.warn({ mediaId: id, damage }, 'a media is damaged');
    if (damage.some(({ code }) => code === 'aac-damaged')) {
      await this.#deps.store.queueAac(state.objectId);
      await this.tellAac(id);
    }
    return { intact: damage.length === 0, damage };
  }

  /** Tells hosts whether a media has AAC. */
  async tellAac(id: string): Promise<void> {
    const entry = await this.#deps.store.find(id);
    if (entry !== undefined) this.emit('aac', this.#view(entry));
  }

  /** Removes what crashes left behind: objects, sources and work that belong to nothing. */
  async sweep(): Promise<{ removed: string[] }> {
    const { workDir, objects } = this.#deps;
    const removed = await objects.sweep();
    const sources = await this.#intake.sweep();
    const folders = await readdir(workDir);
    const leftOver = folders.filter((name) => !this.#queue.runningIds.includes(name));
    // A tool of a killed process may write one more file while its folder goes.
    const patience = { maxRetries: 5, retryDelay: 100 };
    for (const name of leftOver) await rm(join(workDir, name), { recursive: true, force: true, ...patience });
    return { removed: [...removed, ...sources, ...leftOver] };
  }

  /** Ends running preparations, which are queued again for the next start. */
  async close(): Promise<void> {
    await this.#queue.close();
    this.removeAllListeners();
  }

  async #resume(): Promise<void> {
    const { logger } = this.#deps;
    try {
      await this.#deps.objects.discardUnfinished(this.#now() - ABANDONED_AFTER_MS);
      const { removed } = await this.sweep();
      if (removed.length > 0) logger.info({ removed: removed.length }, 'cleared away what an earlier run left behind');
    } catch (error) {
      // The next start, or a sweep on demand, tries again; meanwhile nothing refers to an orphan.
      logger.warn({ err: error }, 'could not clear away what an earlier run left behind');
    }
    await learnLayers(this.#deps);
  }

  /** After the row is gone, never throwing: what a crash or a fault leaves of this is the sweep's. */
  async #clearAway(entry: MediaEntry): Promise<void> {
    try {
      await this.#queue.abandon(entry.id);
      await this.#intake.drop(entry);
      if (entry.state.status === 'ready') await this.#deps.objects.removeUnused(entry.state.objectId);
    } catch (err) {
      this.#deps.logger.warn({ err, mediaId: entry.id }, 'something is left of a media that was deleted');
    }
  }

  async #picture(id: string, name: PictureName): Promise<Buffer> {
    return this.#files.picture(await this.#objectToShow(id), name);
  }

  async #objectToShow(id: string): Promise<string> {
    const { state } = await this.#entry(id);
    if (state.status !== 'ready') throw wrongState('shown', state.status);
    return state.objectId;
  }

  #changed(entry: MediaEntry): MediaView {
    const view = this.#view(entry);
    this.emit('change', view);
    return view;
  }

  async #entry(id: string): Promise<MediaEntry> {
    const entry = await this.#deps.store.find(id);
    if (entry === undefined) throw new CodedError('media-unknown');
    return entry;
  }

  #view(entry: MediaEntry): MediaView {
    return viewOf(entry, this.#queue.progressOf(entry.id));
  }

  /** Whole milliseconds, as the store keeps them. */
  #now(): Millis {
    return Math.floor(this.#deps.clock.now());
  }
}
