import { realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { Logger } from '../../log/logger.js';

/** One mark for each installation that uses the store. */
const MARKS = 'library/owners/';
/** Where earlier versions have written who came first. */
const FIRST_KEY = 'library/owner';

export interface StoreOwnershipDeps {
  readonly blobs: BlobStore;
  /** What tells this installation from every other. */
  readonly libraryId: string;
  /** Where it keeps its data, for those who find its mark. */
  readonly dataDir: string;
  readonly logger: Logger;
}

type Finding = 'sole' | 'shared' | 'unknown';

/**
 * Whether a blob store is an installation's own. Objects are named after their content, so that an object which is of no
 * use to one installation may be on air at another: from a store that others use as well, or may use, nothing is removed.
 * Each leaves its mark before it looks for those of others, so that of any two at least one sees the other, whoever of
 * them comes first.
 */
export class StoreOwnership {
  readonly #deps: StoreOwnershipDeps;
  #hasMarked = false;
  #last: Finding | undefined;

  private constructor(deps: StoreOwnershipDeps) {
    this.#deps = deps;
  }

  /** To be called before anything is published. A store that does not answer is asked again whenever it matters. */
  static async claim(deps: StoreOwnershipDeps): Promise<StoreOwnership> {
    const ownership = new StoreOwnership(deps);
    await ownership.isSole();
    return ownership;
  }

  /** Looks anew at each call; false while it cannot be told. What is found is logged when it changes. */
  async isSole(): Promise<boolean> {
    try {
      await this.#mark();
      const others = await this.#others();
      if (others.length > 0) this.#tell('shared', { others });
      else this.#tell('sole', {});
      return others.length === 0;
    } catch (err) {
      this.#tell('unknown', { err });
      return false;
    }
  }

  async #mark(): Promise<void> {
    const { blobs, libraryId, dataDir } = this.#deps;
    if (this.#hasMarked) return;
    const key = MARKS + libraryId;
    if ((await blobs.size(key)) === undefined) {
      await blobs.write(key, Buffer.from(JSON.stringify({ host: hostname(), dataDir })));
    }
    if ((await blobs.size(FIRST_KEY)) === undefined) await blobs.write(FIRST_KEY, Buffer.from(libraryId));
    this.#hasMarked = true;
  }

  /** The keys of what other installations have left, each with what it says. */
  async #others(): Promise<string[]> {
    const { blobs, libraryId } = this.#deps;
    const others: string[] = [];
    for (const key of await blobs.list(MARKS)) {
      if (key !== MARKS + libraryId) others.push(`${key} ${(await blobs.read(key)).toString()}`);
    }
    const first = (await blobs.read(FIRST_KEY)).toString();
    if (first !== libraryId && others.length === 0) others.push(`${FIRST_KEY} ${first}`);
    return others;
  }

  #tell(finding: Finding, details: object): void {
    const { logger } = this.#deps;
    const before = this.#last;
    this.#last = finding;
    if (finding === before) return;
    switch (finding) {
      case 'shared':
        logger.error(
          details,
          'the media store is used by another installation as well: nothing is removed from it. Give each a bucket, ' +
            'prefix or folder of its own; when the other one is gone for good, delete its mark from the store',
        );
        break;
      case 'unknown':
        logger.warn(
          details,
          'cannot tell whether the media store is used by others: nothing is removed until it answers',
        );
        break;
      case 'sole':
        if (before !== undefined) logger.info('the media store is used by this installation alone');
        break;
      default:
        finding satisfies never;
    }
  }
}

/**
 * Where a library's database lies, so that a copy of it that would use the same store is known for another library: the
 * file it is, as the file system numbers them. Null for a store inside the data folder, which a copy takes along.
 */
export async function placeOf(at: {
  readonly dataDir: string;
  readonly objectsDir: string;
  readonly isOnDisk: boolean;
  readonly databaseFile: string;
}): Promise<string | null> {
  if (at.isOnDisk && (await realpath(at.objectsDir)) === join(await realpath(at.dataDir), 'objects')) return null;
  return String((await stat(at.databaseFile)).ino);
}
