import { readdir } from 'node:fs/promises';
import type { HouseFormat } from '../../media/house.js';
import { type PrepareDeps, type Prepared, prepareMedia } from '../../media/ingest/prepare.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { makeTempDir } from '../support/temp-dir.js';
import { PreparedMedia } from './ingest-inspection.js';

/** Small, so that the tests are quick: a tune-in layer of 320×180, and the canvas. */
export const HOUSE_30: HouseFormat = { fps: 30, width: 640, height: 360 };
export const HOUSE_25: HouseFormat = { ...HOUSE_30, fps: 25 };

export type PrepareOptions = Partial<Omit<PrepareDeps, 'clock'>> & { readonly house?: HouseFormat };

/** A store and a work folder of their own, to prepare files in with the real ffmpeg. */
export class IngestRig {
  readonly store: DiskBlobStore;
  readonly #workDir = makeTempDir('ingest-work');
  readonly #clock = new MasterClock();

  private constructor(store: DiskBlobStore) {
    this.store = store;
  }

  static async create(): Promise<IngestRig> {
    return new IngestRig(await DiskBlobStore.create(makeTempDir('ingest-store')));
  }

  async prepare(
    sourcePath: string,
    { house = HOUSE_30, ...deps }: PrepareOptions = {},
  ): Promise<{ prepared: Prepared; media: PreparedMedia }> {
    const tools = { ffmpeg: FFMPEG_BIN, ffprobe: FFPROBE_BIN };
    const own = { store: this.store, workDir: this.#workDir, tools, clock: this.#clock };
    const prepared = await prepareMedia({ sourcePath, house }, { ...own, ...deps });
    return { prepared, media: await PreparedMedia.open(this.store, prepared.objectId) };
  }

  /** What a preparation failed with; fails itself when it did not fail. */
  async failure(sourcePath: string, options?: PrepareOptions): Promise<Error & { code?: string }> {
    const outcome = await this.prepare(sourcePath, options).catch((error: unknown) => error);
    if (outcome instanceof Error) return outcome;
    throw new Error(`${sourcePath} was prepared`);
  }

  /** What is in the store and the work folder. */
  async leftovers(): Promise<string[]> {
    return [...(await this.store.list('')), ...(await readdir(this.#workDir))];
  }

  close(): void {
    this.#clock.close();
  }
}
