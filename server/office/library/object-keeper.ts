import type { Clock } from '../../../media/playout/clock.js';
import { aacKeys, mediaKeys } from '../../../media/prepared-media.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import { KeyedSerial } from './serial.js';

const PREFIX = 'media/';
/** What could not be removed is tried again so often. */
const TRY_AGAIN_MS: Millis = 60_000;

/** Which objects something refers to, and which are to go unless something does; both outlive the process. */
export interface ObjectUses {
  has(objectId: string): Promise<boolean>;
  noteRemoval(objectId: string, nowMs: Millis): Promise<void>;
  removals(): Promise<readonly string[]>;
  forgetRemoval(objectId: string): Promise<void>;
}

export interface ObjectKeeperDeps {
  readonly blobs: BlobStore;
  readonly uses: ObjectUses;
  /** Whether anything may be removed from the store. */
  readonly ownership: { isSole(): Promise<boolean> };
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Objects are named after their content, so that several owners may share one: it goes with the last of them. Whoever
 * publishes an object holds it until its row is written; publishing and removing one object take turns. What may have to
 * go is noted before it is published, and when a use of it ends: nothing else is ever removed, however long it has been
 * in the store.
 */
export class ObjectKeeper {
  readonly #deps: ObjectKeeperDeps;
  /** What each work that is under way has published, or is publishing. */
  readonly #held = new Map<string, string>();
  readonly #turns = new KeyedSerial();
  #sweeping: Promise<unknown> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(deps: ObjectKeeperDeps) {
    this.#deps = deps;
  }

  /** Publishes an object, and holds it for a work until that is over. */
  async publish(work: string, objectId: string, publish: () => Promise<void>): Promise<void> {
    await this.#turns.run(objectId, async () => {
      this.#held.set(work, objectId);
      await this.#deps.uses.noteRemoval(objectId, Math.floor(this.#deps.clock.now()));
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

  /**
   * Removes an object that is noted for it, unless something has it. When the store does not answer, it is tried again
   * until it is done. @returns the keys that were removed.
   */
  async removeUnused(objectId: string): Promise<string[]> {
    try {
      return await this.#turns.run(objectId, () => this.#removeUnused(objectId));
    } catch (err) {
      if (!this.#isClosed)
        this.#deps.logger.warn({ err, objectId }, 'an object stays for now: its removal is tried again');
      this.#tryLater();
      return [];
    }
  }

  /** Removes what is noted for it and nothing has. @returns the keys that were removed. */
  async sweep(): Promise<string[]> {
    const sweep = this.#sweeping.then(() => this.#sweep());
    this.#sweeping = sweep.catch(() => undefined);
    return sweep;
  }

  /** Gives back the room of publications that were begun before an instant and never ended. */
  async discardUnfinished(beforeMs: Millis): Promise<void> {
    if (await this.#deps.ownership.isSole()) await this.#deps.blobs.discardUnfinished(beforeMs);
  }

  /** What is noted is left to the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    await this.#sweeping;
  }

  async #sweep(): Promise<string[]> {
    const removed: string[] = [];
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const objectId of await this.#deps.uses.removals()) {
      if (this.#isClosed) break;
      removed.push(...(await this.removeUnused(objectId)));
      // One that failed says enough of a store that does not answer.
      if (this.#cancelTimer !== undefined) break;
    }
    return removed;
  }

  async #removeUnused(objectId: string): Promise<string[]> {
    const { uses, ownership } = this.#deps;
    if ([...this.#held.values()].includes(objectId)) return [];
    if (await uses.has(objectId)) {
      await uses.forgetRemoval(objectId);
      return [];
    }
    if (!(await ownership.isSole())) {
      this.#tryLater();
      return [];
    }
    const keys = await this.#remove(objectId);
    await uses.forgetRemoval(objectId);
    return keys;
  }

  #tryLater(): void {
    if (this.#isClosed || this.#cancelTimer !== undefined) return;
    this.#cancelTimer = this.#deps.clock.setTimer(TRY_AGAIN_MS, () => {
      this.#cancelTimer = undefined;
      void this.sweep().catch((err: unknown) => {
        this.#deps.logger.warn({ err }, 'could not look for objects of no use');
        this.#tryLater();
      });
    });
  }

  /** The indexes first, for what has no index does not exist. */
  async #remove(objectId: string): Promise<string[]> {
    const { blobs } = this.#deps;
    const indexes = [aacKeys(objectId).index, mediaKeys(objectId).index];
    const keys = await blobs.list(`${PREFIX}${objectId}/`);
    keys.sort((a, b) => indexes.indexOf(b) - indexes.indexOf(a));
    for (const key of keys) await blobs.remove(key);
    return keys;
  }
}
