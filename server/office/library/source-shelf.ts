import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IngestError } from '../../../media/ingest/ingest-error.js';
import { syncFile } from '../../../media/store/sync-file.js';

const INCOMING = 'incoming-';
/** Hashing this much holds up the event loop, and with it what is on air, for well under a millisecond. */
const HASH_CHUNK_BYTES = 256 * 1024;

/** A file that is on its way onto the shelf; `sha256` names its place there. */
export interface IncomingSource {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * The files that are yet to be prepared, by the SHA-256 of their bytes, in one folder. A file that is taken in stays
 * where it was as well until the caller removes it there: at no instant does a crash lose a byte.
 */
export class SourceShelf {
  readonly #folder: string;
  readonly #incoming = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(folder: string): Promise<SourceShelf> {
    await mkdir(folder, { recursive: true });
    return new SourceShelf(folder);
  }

  pathOf(sha256: string): string {
    return join(this.#folder, sha256);
  }

  /**
   * Gives a file a second name here, or copies it when it must be kept or lies on another file system; then runs a task
   * with it, and takes away what the task has not placed.
   * @param keep copies, so that whatever is done to the file later does not reach ours.
   */
  async withIncoming<T>(path: string, keep: boolean, task: (source: IncomingSource) => Promise<T>): Promise<T> {
    const name = `${INCOMING}${randomUUID()}`;
    const incoming = join(this.#folder, name);
    this.#incoming.add(name);
    try {
      if (keep || !(await linked(path, incoming))) {
        await copyFile(path, incoming, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      }
      await syncFile(incoming);
      return await task({ path: incoming, ...(await hashFile(incoming)) });
    } finally {
      await rm(incoming, { force: true });
      this.#incoming.delete(name);
    }
  }

  /** Puts an incoming file in its place, for good. */
  async place({ path, sha256 }: IncomingSource): Promise<void> {
    await rename(path, this.pathOf(sha256));
    await syncFile(this.#folder);
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  /** Removes what nobody needs, and what a killed process had on its way in. */
  async sweep(needed: ReadonlySet<string>): Promise<string[]> {
    const names = await readdir(this.#folder);
    const orphans = names.filter((name) => !needed.has(name) && !this.#incoming.has(name));
    for (const name of orphans) await rm(join(this.#folder, name), { recursive: true, force: true });
    return orphans;
  }
}

/** The size of a regular file. @throws IngestError source-missing for anything else, a symbolic link included. */
export async function sourceBytes(path: string): Promise<number> {
  const entry = await lstat(path).catch(() => undefined);
  if (!entry?.isFile()) throw new IngestError('source-missing');
  return entry.size;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    // Another file system, or one without hard links.
    if (error instanceof Error && 'code' in error && error.code !== 'ENOENT') return false;
    throw error;
  }
}

async function hashFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: HASH_CHUNK_BYTES })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
