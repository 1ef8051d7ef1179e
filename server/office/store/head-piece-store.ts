import type { Kysely } from 'kysely';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import { noteRemoval } from './object-use-store.js';
import type { DatabaseSchema } from './schema.js';

/** Where something plays an object from between two of its GOPs. */
export interface HeadNeed {
  readonly objectId: string;
  readonly inFrame: FrameIndex;
}

export interface HeadRecord extends HeadNeed {
  /** What stands in up to the next GOP; null until it is made. */
  readonly head: { readonly objectId: string; readonly frames: number } | null;
  /** How often making it was begun. */
  readonly attempts: number;
  /** Needed until then, whatever trims there are; null when only trims need it. */
  readonly untilMs: Millis | null;
}

/** The head pieces that are there, and those that are to be made. */
export class HeadPieceStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  async list(): Promise<HeadRecord[]> {
    const rows = await this.#db
      .selectFrom('head_pieces')
      .selectAll()
      .orderBy('object_id')
      .orderBy('in_frame')
      .execute();
    return rows.map((row) => ({
      ...{ objectId: row.object_id, inFrame: row.in_frame, attempts: row.attempts, untilMs: row.until_ms },
      head: row.head_object_id === null ? null : { objectId: row.head_object_id, frames: row.frames },
    }));
  }

  /** Notes what is to be made; what is known already stays as it is. */
  async add(needs: readonly Pick<HeadRecord, 'objectId' | 'inFrame' | 'untilMs'>[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const { objectId, inFrame, untilMs } of needs) {
        const made = { head_object_id: null, frames: 0, attempts: 0 };
        await transaction
          .insertInto('head_pieces')
          .values({ object_id: objectId, in_frame: inFrame, ...made, until_ms: untilMs })
          .onConflict((known) => known.doNothing())
          .execute();
      }
    });
  }

  async setAttempts({ objectId, inFrame }: HeadNeed, attempts: number): Promise<void> {
    await this.#db
      .updateTable('head_pieces')
      .set({ attempts })
      .where('object_id', '=', objectId)
      .where('in_frame', '=', inFrame)
      .execute();
  }

  async setUntil({ objectId, inFrame }: HeadNeed, untilMs: Millis | null): Promise<void> {
    await this.#db
      .updateTable('head_pieces')
      .set({ until_ms: untilMs })
      .where('object_id', '=', objectId)
      .where('in_frame', '=', inFrame)
      .execute();
  }

  async finish({ objectId, inFrame }: HeadNeed, head: NonNullable<HeadRecord['head']>): Promise<void> {
    await this.#db
      .updateTable('head_pieces')
      .set({ head_object_id: head.objectId, frames: head.frames })
      .where('object_id', '=', objectId)
      .where('in_frame', '=', inFrame)
      .execute();
  }

  /** What stood in is to go, unless something else uses it. */
  async remove({ objectId, inFrame }: HeadNeed, nowMs: Millis): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const removed = await transaction
        .deleteFrom('head_pieces')
        .where('object_id', '=', objectId)
        .where('in_frame', '=', inFrame)
        .returning('head_object_id')
        .executeTakeFirst();
      if (removed?.head_object_id) await noteRemoval(transaction, removed.head_object_id, nowMs);
    });
  }
}
