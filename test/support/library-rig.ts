import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { MediaLibrary, type MediaLibraryDeps } from '../../server/office/library/media-library.js';
import { ObjectKeeper } from '../../server/office/library/object-keeper.js';
import { StoreOwnership } from '../../server/office/library/store-ownership.js';
import { Store } from '../../server/office/store/store.js';
import type { MediaView } from '../../shared/api/media.js';
import { FFMPEG_BIN, FFPROBE_BIN } from './ffmpeg-run.js';

/** Small, so that preparing takes little. */
const HOUSE = { fps: 30, width: 320, height: 180 };

export type RigOptions = Partial<MediaLibraryDeps>;

/** A media library on a data folder, as the server builds it. */
export class LibraryRig {
  readonly #clock: MasterClock;

  private constructor(
    readonly dataDir: string,
    readonly store: Store,
    readonly blobs: DiskBlobStore,
    readonly objects: ObjectKeeper,
    readonly library: MediaLibrary,
    clock: MasterClock,
  ) {
    this.#clock = clock;
  }

  static async open(dataDir: string, options: RigOptions = {}): Promise<LibraryRig> {
    const clock = new MasterClock();
    const store = await Store.open(join(dataDir, 'db'), clock.now());
    const blobs = await DiskBlobStore.create(join(dataDir, 'objects'));
    const logger = pino({ level: 'silent' });
    const kept = { blobs: options.blobs ?? blobs, logger };
    const ownership = await StoreOwnership.claim({ ...kept, libraryId: await store.library.identity(null), dataDir });
    const objects = new ObjectKeeper({ ...kept, uses: store.objectUses, ownership, clock });
    const library = await MediaLibrary.create({
      ...{ store: store.library, blobs, house: HOUSE, clock, concurrency: 1 },
      objects,
      sourcesDir: join(dataDir, 'sources'),
      workDir: join(dataDir, 'work'),
      tools: { ffmpeg: FFMPEG_BIN, ffprobe: FFPROBE_BIN },
      logger,
      ...options,
    });
    return new LibraryRig(dataDir, store, blobs, objects, library, clock);
  }

  /** Waits until a media is as wanted; at once when it is so already. */
  async until(id: string, wanted: (media: MediaView) => boolean): Promise<MediaView> {
    const changes = new AbortController();
    try {
      for (;;) {
        const changed = once(this.library, 'change', { signal: changes.signal });
        const media = await this.library.get(id);
        if (wanted(media)) {
          changed.catch(() => undefined);
          return media;
        }
        await changed;
      }
    } finally {
      changes.abort();
    }
  }

  /** Waits until a media is prepared, or could not be. */
  settled(id: string): Promise<MediaView> {
    return this.until(id, ({ status }) => status === 'ready' || status === 'failed');
  }

  /** The name that the objects of a media that is ready lie under. */
  async objectOf(id: string): Promise<string> {
    const media = await this.store.media.find(id);
    if (media === undefined) throw new Error(`${id} is not ready`);
    return media.objectId;
  }

  sources(): Promise<string[]> {
    return readdir(join(this.dataDir, 'sources'));
  }

  work(): Promise<string[]> {
    return readdir(join(this.dataDir, 'work'));
  }

  async close(): Promise<void> {
    await this.library.close();
    await this.objects.close();
    await this.store.close();
    this.#clock.close();
  }
}
