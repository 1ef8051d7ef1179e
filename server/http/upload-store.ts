import { readdir, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { Upload } from '@tus/server';
import type { Millis } from '../../shared/units.js';

/** The key, in an upload's own metadata, of the media it became. */
const MEDIA_ID = 'media-id';

/** Uploads in a folder, each a file with a JSON note beside it; the note outlives the file, which the library takes. */
export class UploadStore extends FileStore {
  readonly #folder: string;

  constructor(folder: string, lifetimeMs: Millis) {
    super({ directory: folder, expirationPeriodInMilliseconds: lifetimeMs });
    this.#folder = folder;
    // Without the length beforehand nobody could tell whether there is room.
    this.extensions = this.extensions.filter((name) => name !== 'creation-defer-length');
  }

  pathOf(id: string): string {
    return join(this.#folder, id);
  }

  /** An upload that became a media stands at its end, though its bytes are elsewhere by now. */
  override async getUpload(id: string): Promise<Upload> {
    const note = await this.configstore.get(id);
    if (note === undefined || mediaIdOf(note) === undefined) return super.getUpload(id);
    const { size = 0, metadata, creation_date } = note;
    return new Upload({
      ...{ id, size, offset: size },
      ...(metadata === undefined ? {} : { metadata }),
      ...(creation_date === undefined ? {} : { creation_date }),
    });
  }

  /** Notes which media an upload has become. */
  async settle(id: string, mediaId: string): Promise<void> {
    const note = await this.configstore.get(id);
    if (note === undefined) return;
    note.metadata = { ...note.metadata, [MEDIA_ID]: mediaId };
    await this.configstore.set(id, note);
  }

  /** After a crash: the uploads whose bytes are all there and that are no media yet. Bytes of those that are go. */
  async finishedButNotTaken(): Promise<Upload[]> {
    const found: Upload[] = [];
    for (const upload of (await this.#uploads()).filter(isComplete)) {
      if (mediaIdOf(upload) === undefined) found.push(upload);
      else await rm(this.pathOf(upload.id), { force: true });
    }
    return found;
  }

  /** Bytes sent once more for what is a media already are not needed. */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    const note = await this.configstore.get(id);
    if (note === undefined || mediaIdOf(note) === undefined) return super.write(bytes, id, offset);
    bytes.resume();
    return offset;
  }

  /** What uploads that are under way have yet to send. */
  async bytesToCome(): Promise<number> {
    const unfinished = (await this.#uploads()).filter((upload) => !isComplete(upload));
    return unfinished.reduce((sum, { size = 0, offset }) => sum + size - offset, 0);
  }

  /**
   * Removes whatever nobody has written to for a lifetime, half-made files of a killed process included.
   * @param isNeeded tells the uploads to keep all the same.
   */
  async sweep(nowMs: Millis, isNeeded: (id: string) => boolean): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const entry = await stat(path).catch(() => undefined);
      const isOld = entry !== undefined && nowMs - entry.mtimeMs > this.getExpiration();
      if (isOld && !isNeeded(parse(name).name)) await rm(path, { force: true });
    }
  }

  /** Those that have both a note and a file. */
  async #uploads(): Promise<Upload[]> {
    const names = await readdir(this.#folder);
    const uploads = await Promise.all(names.map((name) => this.getUpload(name).catch(() => undefined)));
    return uploads.filter((upload) => upload !== undefined);
  }
}

export function mediaIdOf({ metadata }: Pick<Upload, 'metadata'>): string | undefined {
  return metadata?.[MEDIA_ID] ?? undefined;
}

export function isComplete({ size, offset }: Upload): boolean {
  return size !== undefined && offset === size;
}
