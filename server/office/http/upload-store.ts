import { createWriteStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import { Upload } from '@tus/server';
import type { Millis } from '../../../shared/units.js';
import { Serial } from '../library/serial.js';
import type { TakenSource } from '../library/source-intake.js';

/** The keys, in an upload's own metadata, of the media it became, of whether that was there, and of who sends it. */
const MEDIA_ID = 'media-id';
const DUPLICATE = 'duplicate';
const OWNER = 'owner';

/** Uploads in a folder, each a file with a JSON note beside it; the note outlives the file, which the library takes. */
export class UploadStore extends FileStore {
  readonly #folder: string;
  readonly #admit: Admission;
  /** Whoever is admitted counts for the next. */
  readonly #admissions = new Serial();
  /** By id, with the bytes that were there when a write last ended; undefined until the folder was read, once. */
  #unfinished: Map<string, Upload> | undefined;
  readonly #writing = new Set<string>();

  /** @param lifetimeMs how long an upload may lie without another byte. */
  constructor(folder: string, lifetimeMs: Millis, admit: Admission) {
    super({ directory: folder, expirationPeriodInMilliseconds: lifetimeMs });
    this.#folder = folder;
    this.#admit = admit;
    // Without the length beforehand nobody could tell whether there is room.
    this.extensions = this.extensions.filter((name) => name !== 'creation-defer-length');
  }

  pathOf(id: string): string {
    return join(this.#folder, id);
  }

  override create(upload: Upload): Promise<Upload> {
    return this.#admissions.run(async () => {
      this.#unfinished ??= unfinishedOf(await this.#uploads());
      const unfinished = Array.from(this.#unfinished.values(), (other) => this.#asItStands(other));
      await this.#admit(upload, await Promise.all(unfinished));
      const created = await super.create(upload);
      this.#unfinished.set(upload.id, created);
      return created;
    });
  }

  /**
   * An upload that became a media stands at its end, though its bytes are elsewhere by now. Another is as old as its last
   * byte: one that gets on never expires.
   */
  override async getUpload(id: string): Promise<Upload> {
    const note = await this.configstore.get(id);
    if (note === undefined || takenAs(note) === undefined) {
      const upload = await super.getUpload(id);
      upload.creation_date = (await stat(this.pathOf(id))).mtime.toISOString();
      return upload;
    }
    const { size = 0, metadata, creation_date } = note;
    return new Upload({
      ...{ id, size, offset: size },
      ...(metadata === undefined ? {} : { metadata }),
      ...(creation_date === undefined ? {} : { creation_date }),
    });
  }

  /** Notes which media an upload has become. */
  async settle(id: string, { mediaId, duplicate }: TakenSource): Promise<void> {
    const note = await this.configstore.get(id);
    if (note === undefined) return;
    note.metadata = { ...note.metadata, [MEDIA_ID]: mediaId, ...(duplicate && { [DUPLICATE]: 'true' }) };
    await this.configstore.set(id, note);
    this.#unfinished?.delete(id);
  }

  override async remove(id: string): Promise<void> {
    await super.remove(id);
    this.#unfinished?.delete(id);
  }

  /** After a crash: the uploads whose bytes are all there and that are no media yet. Bytes of those that are go. */
  async finishedButNotTaken(): Promise<Upload[]> {
    const found: Upload[] = [];
    const uploads = await this.#uploads();
    this.#unfinished = unfinishedOf(uploads);
    for (const upload of uploads.filter(isComplete)) {
      if (takenAs(upload) === undefined) found.push(upload);
      else await rm(this.pathOf(upload.id), { force: true });
    }
    return found;
  }

  /** Bytes sent once more for what is a media already are not needed. */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    const note = await this.configstore.get(id);
    if (note !== undefined && takenAs(note) !== undefined) {
      bytes.resume();
      return offset;
    }
    // What fails is told as it is: a full disk is another matter than a broken one. The bytes before it are kept.
    const file = createWriteStream(this.pathOf(id), { flags: 'r+', start: offset });
    this.#writing.add(id);
    try {
      await pipeline(bytes, file);
      return offset + file.bytesWritten;
    } finally {
      this.#writing.delete(id);
      await this.#noteOffset(id);
    }
  }

  /**
   * Removes whatever nobody has written to for a lifetime, half-made files of a killed process included.
   * @param isNeeded tells the uploads to keep all the same.
   */
  async sweep(nowMs: Millis, isNeeded: (id: string) => boolean): Promise<void> {
    const names = await readdir(this.#folder);
    for (const id of new Set(names.map((name) => parse(name).name))) {
      const paths = names.filter((name) => parse(name).name === id).map((name) => join(this.#folder, name));
      const times = await Promise.all(
        paths.map((path) =>
          stat(path).then(
            ({ mtimeMs }) => mtimeMs,
            () => 0,
          ),
        ),
      );
      const isOld = nowMs - Math.max(...times) > this.getExpiration();
      if (!isOld || isNeeded(id)) continue;
      for (const path of paths) await rm(path, { force: true });
      this.#unfinished?.delete(id);
    }
  }

  async #noteOffset(id: string): Promise<void> {
    if (this.#unfinished === undefined) return;
    const upload = await this.getUpload(id).catch(() => undefined);
    if (upload === undefined || isComplete(upload)) this.#unfinished.delete(id);
    else this.#unfinished.set(id, upload);
  }

  #bytesOf(id: string): Promise<number> {
    return stat(this.pathOf(id)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  async #asItStands(upload: Upload): Promise<UnfinishedUpload> {
    const { id, size, metadata } = upload;
    const bytes = this.#writing.has(id) ? await this.#bytesOf(id) : upload.offset;
    return { id, size, metadata, offset: bytes };
  }

  /** Those that have both a note and a file. */
  async #uploads(): Promise<Upload[]> {
    const names = await readdir(this.#folder);
    const uploads = await Promise.all(names.map((name) => this.getUpload(name).catch(() => undefined)));
    return uploads.filter((upload) => upload !== undefined);
  }
}

function unfinishedOf(uploads: readonly Upload[]): Map<string, Upload> {
  return new Map(uploads.filter((upload) => !isComplete(upload)).map((upload) => [upload.id, upload]));
}

/** Lets an upload begin beside those that are unfinished, or throws. */
export type Admission = (upload: Upload, unfinished: readonly UnfinishedUpload[]) => Promise<void>;

type UnfinishedUpload = Pick<Upload, 'id' | 'size' | 'offset' | 'metadata'>;

export function ownerOf({ metadata }: Pick<Upload, 'metadata'>): string | undefined {
  return metadata?.[OWNER] ?? undefined;
}

/** What is kept of an upload's metadata, with its sender. */
export function ownedBy(owner: string, metadata: Record<string, string>): Record<string, string> {
  return { ...metadata, [OWNER]: owner };
}

/** Undefined until the library has it. */
export function takenAs({ metadata }: Pick<Upload, 'metadata'>): TakenSource | undefined {
  const mediaId = metadata?.[MEDIA_ID] ?? undefined;
  return mediaId === undefined ? undefined : { mediaId, duplicate: metadata?.[DUPLICATE] === 'true' };
}

export function isComplete({ size, offset }: Upload): boolean {
  return size !== undefined && offset === size;
}
