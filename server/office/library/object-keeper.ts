import { mediaKeys } from '../../../media/prepared-media.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import { KeyedSerial } from './serial.js';

const PREFIX = 'media/';

/** Who refers to objects, for good. */
export interface ObjectUses {
  all(): Promise<ReadonlySet<string>>;
  has(objectId: string): Promise<boolean>;
}

export interface ObjectKeeperDeps {
  readonly blobs: BlobStore;
  readonly uses: ObjectUses;
  /** Objects that no row refers to, such as the slate's. */
  readonly ownedElsewhere?: readonly string[];
}

/**
 * Objects are named after their content, so that several owners may share one: it goes with the last of them. Whoever
 * publishes an object holds it until its row is written; publishing, removing and sweeping one object take turns.
 */
export class ObjectKeeper {
  readonly #deps: ObjectKeeperDeps;
  /** What each work that is under way has published, or is publishing. */
  readonly #held = new Map<string, string>();
  readonly #turns = new KeyedSerial();

  constructor(deps: ObjectKeeperDeps) {
    this.#deps = deps;
  }

  /** Publishes an object, and holds it for a work until that is over. */
  async publish(work: string, objectId: string, publish: () => Promise<void>): Promise<void> {
    await this.#turns.run(objectId, async () => {
      this.#held.set(work, objectId);
      await publish();
    });
  }

  /** To be called when a work is over and its rows are written: what it published for nobody goes. */
  async release(work: string): Promise<void> {
    const objectId = this.#held.get(work);
    if (objectId === undefined) return;
    this.#held.delete(work);
    await this.removeUnused(objectId);
  }

  /** Removes an object, unless somebody has it. @returns the keys that were removed. */
  async removeUnused(objectId: string): Promise<string[]> {
    return this.#turns.run(objectId, async () => {
      if (this.#isHeld(objectId) || (await this.#deps.uses.has(objectId))) return [];
      return this.#remove(objectId);
    });
  }

  /** Removes what nobody has. @returns the keys that were removed. */
  async sweep(): Promise<string[]> {
    const names = (await this.#deps.blobs.list(PREFIX)).map((key) => key.split('/')[1] ?? '');
    // Asked after looking at what there is: what is published meanwhile is not among it.
    const used = await this.#deps.uses.all();
    const removed: string[] = [];
    for (const name of new Set(names)) if (!used.has(name)) removed.push(...(await this.removeUnused(name)));
    return removed;
  }

  #isHeld(objectId: string): boolean {
    const { ownedElsewhere = [] } = this.#deps;
    return ownedElsewhere.includes(objectId) || [...this.#held.values()].includes(objectId);
  }

  /** The index first, for what has no index does not exist. */
  async #remove(objectId: string): Promise<string[]> {
    const { blobs } = this.#deps;
    const { index } = mediaKeys(objectId);
    const keys = await blobs.list(`${PREFIX}${objectId}/`);
    keys.sort((a, b) => Number(b === index) - Number(a === index));
    for (const key of keys) await blobs.remove(key);
    return keys;
  }
}
