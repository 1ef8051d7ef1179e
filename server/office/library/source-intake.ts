import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { parse } from 'node:path';
import { assertSizeWithin, DEFAULT_SOURCE_LIMITS, type SourceLimits } from '../../../media/ingest/source-limits.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { LibraryStore } from '../store/library-store.js';
import type { MediaEntry } from '../store/media-entry.js';
import { assertRoomFor } from './free-space.js';
import { Serial } from './serial.js';
import { type IncomingSource, type SourceShelf, sourceBytes } from './source-shelf.js';
import { titleFrom } from './title.js';

const LONGEST_FILENAME = 255;

export interface SourceOffer {
  readonly path: string;
  /** When blank, the file's name serves. */
  readonly title?: string | undefined;
  readonly filename: string;
  /** Leaves the file where it is, and takes a copy; else it is taken away once the library has it for good. */
  readonly keep?: boolean | undefined;
  /**
   * Called when the library has the file for good, before it is taken away: whoever notes here which media it became
   * never has a note without a media, nor a file that is gone without a note.
   */
  readonly onTaken?: ((taken: TakenSource) => Promise<void>) | undefined;
}

/** What a file has become. */
export interface TakenSource {
  readonly mediaId: string;
  /** The library had its bytes, and needs them no second time. */
  readonly duplicate: boolean;
}

export interface SourceIntakeDeps {
  readonly store: LibraryStore;
  readonly shelf: SourceShelf;
  readonly limits?: SourceLimits | undefined;
  now(): Millis;
  /** How many bytes the shelf's file system has for us. */
  freeBytes(): Promise<number>;
  /** Whether what was prepared is still there. May throw: the store does not answer then. */
  isWhole(objectId: string): Promise<boolean>;
}

/** Keeps the shelf and the store agreed: every media that is yet to be prepared has its source, once. */
export class SourceIntake {
  readonly #deps: SourceIntakeDeps;
  /** Whoever places or removes a source must see the same rows until it is done. */
  readonly #turns = new Serial();

  constructor(deps: SourceIntakeDeps) {
    this.#deps = deps;
  }

  /** @throws CodedError source-missing, source-empty, source-too-large or storage-full; the file is left alone then. */
  async take(offer: SourceOffer): Promise<{ entry: MediaEntry; duplicate: boolean }> {
    const { shelf, limits = DEFAULT_SOURCE_LIMITS, freeBytes } = this.#deps;
    const { path, keep = false, onTaken } = offer;
    const bytes = await sourceBytes(path);
    if (bytes === 0) throw new CodedError('source-empty');
    assertSizeWithin(bytes, limits);
    assertRoomFor(bytes, await freeBytes());
    const taken = await shelf.withIncoming(path, keep, (source) => this.#turns.run(() => this.#enter(source, offer)));
    await onTaken?.({ mediaId: taken.entry.id, duplicate: taken.duplicate });
    // Not before now is the file the library's for good: until here a crash leaves it to be offered again.
    if (!keep) await rm(path, { force: true });
    return taken;
  }

  /** Removes a source, unless it is needed (again). */
  async drop({ source }: Pick<MediaEntry, 'source'>): Promise<void> {
    if (source !== null) await this.#turns.run(() => this.#dropUnneeded(source.sha256));
  }

  /** Removes what no media needs. @returns the names of what was removed. */
  async sweep(): Promise<string[]> {
    return this.#turns.run(async () => this.#deps.shelf.sweep(await this.#deps.store.neededSources()));
  }

  /** The source is placed before its row is there: a row never lacks its file, and a file without a row is swept. */
  async #enter(source: IncomingSource, offer: SourceOffer): Promise<{ entry: MediaEntry; duplicate: boolean }> {
    const { store, shelf, now, isWhole } = this.#deps;
    const { sha256, bytes } = source;
    await shelf.place(source);
    const filename = offer.filename.slice(0, LONGEST_FILENAME);
    const title = titleFrom(offer.title, parse(filename).name);
    const added = await store.add({ id: randomUUID(), title, source: { sha256, bytes, filename } }, now());
    if (!added.duplicate) return added;
    const { id, state } = added.entry;
    // A store that does not answer has lost nothing. What is left of lost objects is the sweep's.
    const isLost = state.status === 'ready' && !(await isWhole(state.objectId).catch(() => true));
    const again = await store.moveOn(id, isLost ? 'ready' : 'failed', { status: 'queued' }, now(), 'by-host');
    await this.#dropUnneeded(sha256);
    return again === undefined ? added : { entry: again, duplicate: false };
  }

  async #dropUnneeded(sha256: string): Promise<void> {
    const { store, shelf } = this.#deps;
    if (!(await store.needsSource(sha256))) await shelf.remove(sha256);
  }
}
