import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { DatabaseSchema } from './schema.js';

const sequenceItemSchema = z.object({
  mediaId: z.string(),
  inMs: z.number().optional(),
  outMs: z.number().optional(),
});
const itemsSchema = z.array(sequenceItemSchema);

export type SequenceItem = z.infer<typeof sequenceItemSchema>;

/** A sequence at its newest revision; earlier revisions are kept. */
export interface SequenceRecord {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly items: readonly SequenceItem[];
}

export class SequenceStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  async add(sequence: Omit<SequenceRecord, 'revision'>): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const { id, name, items } = sequence;
      await transaction.insertInto('sequences').values({ id, name, revision: 1 }).execute();
      await transaction
        .insertInto('sequence_revisions')
        .values({ sequence_id: id, revision: 1, items: JSON.stringify(items) })
        .execute();
    });
  }

  async list(): Promise<SequenceRecord[]> {
    const rows = await this.#db
      .selectFrom('sequences')
      .innerJoin('sequence_revisions', (join) =>
        join
          .onRef('sequence_revisions.sequence_id', '=', 'sequences.id')
          .onRef('sequence_revisions.revision', '=', 'sequences.revision'),
      )
      .select(['sequences.id', 'sequences.name', 'sequences.revision', 'sequence_revisions.items'])
      .orderBy('sequences.id')
      .execute();
    return rows.map((row) => ({ ...row, items: itemsSchema.parse(JSON.parse(row.items)) }));
  }
}
