import { constants } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Millis } from '../../shared/units.js';
import { assertBlobKey } from './blob-key.js';
import { assertRangeWithin, BlobMissingError, type BlobStore, type ByteRange } from './blob-store.js';
import { incomingName, isAbandoned } from './incoming-name.js';
import { ReadTurns } from './read-turns.js';
import { diskFailure } from './store-unavailable.js';
import { syncFile } from './sync-file.js';

/** Starts with a dot, so that no key can name it and `list` does not see it. */
const INCOMING = '.incoming';
/** A folder can be pruned between making it and renaming into it; so often in a row only by a fault. */
const PUBLISH_TRIES = 8;

/**
 * Objects as files below one folder. An object appears by `rename`, after its bytes are on the disk: a reader, another
 * process or a power cut sees all of it or nothing.
 */
export class DiskBlobStore implements BlobStore {
  readonly #root: string;
  readonly #turns = new ReadTurns();

  private constructor(root: string) {
    this.#root = root;
  }

  /** @param root the folder, made when it is missing. Other processes may read from it and write into it. */
  static async create(root: string): Promise<DiskBlobStore> {
    const store = new DiskBlobStore(resolve(root));
    const incoming = join(store.#root, INCOMING);
    await mkdir(incoming, { recursive: true });
    for (const name of await readdir(incoming)) if (isAbandoned(name)) await rm(join(incoming, name), { force: true });
    return store;
  }

  async publish(key: string, filePath: string): Promise<void> {
    const path = this.#pathOf(key);
    await syncFile(filePath);
    await telling(async () => {
      try {
        await this.#moveInto(path, filePath);
      } catch (error) {
        if (!hasCode(error, 'EXDEV')) throw error;
        await this.#viaIncoming(path, (incoming) => copyFile(filePath, incoming, constants.COPYFILE_EXCL));
        await unlink(filePath);
      }
    });
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(key);
    await telling(() => this.#viaIncoming(path, (incoming) => writeFile(incoming, bytes, { flag: 'wx' })));
  }

  async read(key: string, range?: ByteRange, into?: Buffer, signal?: AbortSignal): Promise<Buffer> {
    return this.#turns.run(key, () => this.#read(key, range, into), signal);
  }

  async #read(key: string, range?: ByteRange, into?: Buffer): Promise<Buffer> {
    const { file, wanted } = await this.#open(key, range);
    try {
      if (into !== undefined && into.length < wanted.length) {
        throw new RangeError(`${wanted.length} bytes of ${key} do not fit into ${into.length}`);
      }
      const bytes = into?.subarray(0, wanted.length) ?? Buffer.allocUnsafe(wanted.length);
      let filled = 0;
      while (filled < bytes.length) {
        const position = wanted.offset + filled;
        const { bytesRead } = await telling(() => file.read(bytes, filled, bytes.length - filled, position));
        if (bytesRead === 0) throw new RangeError(`${key} ended before byte ${wanted.offset + wanted.length}`);
        filled += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  }

  async stream(key: string, range?: ByteRange): Promise<Readable> {
    const { file, wanted } = await this.#open(key, range);
    if (wanted.length === 0) {
      await file.close();
      return Readable.from([]);
    }
    return file.createReadStream({ start: wanted.offset, end: wanted.offset + wanted.length - 1 });
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const path = this.#pathOf(key);
      const entry = await this.#turns.run(key, () => stat(path));
      return entry.isFile() ? entry.size : undefined;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw diskFailure(error);
    }
  }

  async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder !== '') assertBlobKey(folder.slice(0, -1));
    await telling(() => this.#collect(folder, prefix, keys));
    return keys.sort();
  }

  async remove(key: string): Promise<void> {
    const path = this.#pathOf(key);
    try {
      await unlink(path);
    } catch (error) {
      if (isAbsence(error) || hasCode(error, 'EISDIR', 'EPERM')) return;
      throw diskFailure(error);
    }
    await telling(() => this.#prune(dirname(path)));
  }

  async discardUnfinished(beforeMs: Millis): Promise<number> {
    const folder = join(this.#root, INCOMING);
    let discarded = 0;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const entry = await stat(path).catch(() => undefined);
      if (entry === undefined || entry.mtimeMs >= beforeMs) continue;
      await rm(path, { force: true });
      discarded += 1;
    }
    await this.#pruneEmpty(this.#root);
    return discarded;
  }

  /** Nothing is held open between calls. */
  close(): void {}

  #pathOf(key: string): string {
    assertBlobKey(key);
    return join(this.#root, ...key.split('/'));
  }

  async #open(key: string, range: ByteRange | undefined): Promise<{ file: FileHandle; wanted: ByteRange }> {
    const path = this.#pathOf(key);
    const file = await open(path, 'r').catch((error: unknown) => {
      throw isAbsence(error) ? new BlobMissingError(key) : diskFailure(error);
    });
    try {
      const entry = await file.stat();
      if (!entry.isFile()) throw new BlobMissingError(key);
      if (range !== undefined) assertRangeWithin(range, entry.size, key);
      return { file, wanted: range ?? { offset: 0, length: entry.size } };
    } catch (error) {
      await file.close();
      throw diskFailure(error);
    }
  }

  async #viaIncoming(path: string, fill: (incoming: string) => Promise<void>): Promise<void> {
    const incoming = join(this.#root, INCOMING, incomingName());
    try {
      await fill(incoming);
      await syncFile(incoming);
      await this.#moveInto(path, incoming);
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
  }

  async #moveInto(path: string, from: string): Promise<void> {
    const folder = dirname(path);
    for (let tries = 1; ; tries += 1) {
      const firstMade = await mkdir(folder, { recursive: true });
      try {
        await rename(from, path);
      } catch (error) {
        if (hasCode(error, 'ENOENT') && tries < PUBLISH_TRIES && (await exists(from))) continue;
        throw error;
      }
      await syncFolders(folder, firstMade === undefined ? folder : dirname(firstMade));
      return;
    }
  }

  async #collect(folder: string, prefix: string, keys: string[]): Promise<void> {
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (isAbsence(error)) return [];
      throw error;
    });
    for (const entry of entries) {
      const key = folder + entry.name;
      if (entry.name.startsWith('.') || !key.startsWith(prefix)) continue;
      if (entry.isFile()) keys.push(key);
      if (entry.isDirectory()) await this.#collect(`${key}/`, prefix, keys);
    }
  }

  /** Removes the empty folders below a folder: a process was killed before it put something in, or took them away. */
  async #pruneEmpty(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      await this.#pruneEmpty(path);
      // One that is not empty stays; whoever publishes into it at this moment makes it again.
      await rmdir(path).catch(() => undefined);
    }
  }

  /** Removes the folders that have become empty, up to the root. */
  async #prune(folder: string): Promise<void> {
    for (let path = folder; path !== this.#root; path = dirname(path)) {
      try {
        await rmdir(path);
      } catch (error) {
        if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
        throw error;
      }
    }
  }
}

/** Tells faults of the disk as those of the store. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFailure(error);
  }
}

/** Makes the names in a folder, and in those above it up to another, survive a power cut. */
async function syncFolders(folder: string, upTo: string): Promise<void> {
  for (let path = folder; ; path = dirname(path)) {
    await syncFile(path);
    if (path === upTo) return;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isAbsence(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR');
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
