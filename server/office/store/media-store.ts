import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import { slicesOf } from './in-slices.js';
import { type PreparedFacts, stateColumns } from './media-entry.js';
import type { DatabaseSchema } from './schema.js';
import { searchable } from './searchable.js';

/** A media that is ready for air. */
export interface MediaRecord {
  readonly id: string;
  readonly title: string;
  readonly fps: number;
  readonly frames: number;
  /** The name that its objects in the blob store lie under. */
  readonly objectId: string;
  readonly createdAtMs: Millis;
}

const _IDS_A_QUERY = 500;
const COLUMNS = ['id', 'title', 'fps', 'frames', 'object_id', 'created_at_ms'] as const;

/** The media that can be on air: what is not ready does not exist here. */
export class MediaStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /**
   * Adds a media whose objects are in the blob store already. Layers that are not given are learnt from its index at the
   * next start.
   */
  async add(
    record: MediaRecord,
    { layers, findings = [] }: Partial<Pick<PreparedFacts, 'layers' | 'findings'>> = {},
  ): Promise<void> {
    const { id, title, fps, frames, objectId, createdAtMs } = record;
    const state = { status: 'ready', objectId, fps, frames, layers: layers ?? [], findings } as const;
    await this.#db
      .insertInto('media')
      .values({
        ...{ id, title, created_at_ms: createdAtMs, updated_at_ms: createdAtMs },
        ...stateColumns(state),
        ...(layers === undefined && { layers: null }),
        ...{ source_sha256: null, source_bytes: 0, source_filename: null },
        ...{ revision: 1, search_text: searchable(title), attempts: 0 },
      })
      .execute();
  }

  async find(id: string): Promise<MediaRecord | undefined> {
    const row = await this.#ready().where('id', '=', id).executeTakeFirst();
    return row && fromRow(row);
  }

  /** What media is called that is there in whatever state, or was there. */
  async titlesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const titles = new Map<string, string>();
    for (const slice of slicesOf(ids)) {
      for (const table of ['deleted_media', 'media'] as const) {
        const rows = await this.#db.selectFrom(table).select(['id', 'title']).where('id', 'in', slice).execute();
        for (const { id, title } of rows) titles.set(id, title);
      }
    }
    return titles;
  }

  /** When one of some media was last changed, by a new title too; 0 for none. */
  async changedAt(ids: readonly string[]): Promise<Millis> {
    let atMs = 0;
    for (const slice of slicesOf(ids)) {
      const query = this.#db.selectFrom('media').select(({ fn }) => fn.max('updated_at_ms').as('at_ms'));
      atMs = Math.max(atMs, (await query.where('id', 'in', slice).executeTakeFirst())?.at_ms ?? 0);
    }
    return atMs;
  }

  /** Those of some media that are ready, by age. */
  async readyOf(ids: Iterable<string>): Promise<MediaRecord[]> {
    const found: MediaRecord[] = [];
    for (const slice of slicesOf([...new Set(ids)])) {
      found.push(...(await this.#ready().where('id', 'in', slice).execute()).map(fromRow));
    }
    return found.sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  }

  /** Any media that was prepared for another frame rate. */
  async ofOtherRate(fps: number): Promise<MediaRecord | undefined> {
    const row = await this.#ready().where('fps', '!=', fps).limit(1).executeTakeFirst();
    return row && fromRow(row);
  }

  async list(): Promise<MediaRecord[]> {
    return (await this.#ready().orderBy('created_at_ms').orderBy('id').execute()).map(fromRow);
  }

  #ready() {
    return this.#db.selectFrom('media').select(COLUMNS).where('status', '=', 'ready');
  }
}

interface ReadyRow extends Omit<MediaRecord, 'createdAtMs' | 'objectId'> {
  readonly object_id: string | null;
  readonly created_at_ms: number;
}

function fromRow({ created_at_ms, object_id, ...columns }: ReadyRow): MediaRecord {
  return { ...columns, objectId: object_id ?? columns.id, createdAtMs: created_at_ms };
}
