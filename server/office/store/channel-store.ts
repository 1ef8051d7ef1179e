import type { Kysely, Selectable } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import { inTransaction } from './in-transaction.js';
import type { ChannelTable, DatabaseSchema } from './schema.js';

export interface ChannelRecord {
  readonly slug: string;
  readonly name: string;
  readonly visibility: 'public' | 'token';
  readonly targetLatencyMs: Millis;
  readonly fillerMediaId: string | null;
  /** Null: as many as the server can serve. */
  readonly maxViewers: number | null;
  /** Whether the target latency follows the slowest viewers. */
  readonly adaptiveLatency: boolean;
  /** Raised by every edit of the channel itself; its schedule has versions of its own. */
  readonly revision: number;
  /** Raised by every change of the channel's schedule; 1 for a new channel. */
  readonly scheduleVersion: number;
}

export interface NewChannel
  extends Omit<ChannelRecord, 'maxViewers' | 'adaptiveLatency' | 'revision' | 'scheduleVersion'> {
  readonly maxViewers?: number | null;
  readonly adaptiveLatency?: boolean;
}

/** What an edit of a channel can change. Its filler is a part of its schedule. */
export type ChannelChange = Partial<
  Pick<ChannelRecord, 'name' | 'visibility' | 'targetLatencyMs' | 'maxViewers' | 'adaptiveLatency'>
>;

/** Who made a version of a schedule, and when. */
export interface VersionOrigin {
  readonly actor: string;
  readonly atMs: Millis;
  readonly effectiveAtMs: Millis;
}

const BY_SERVER: VersionOrigin = { actor: 'server', atMs: 0, effectiveAtMs: 0 };

export class ChannelStore {
  readonly #db: Kysely<DatabaseSchema>;

  constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
  }

  /** Adds a channel and the first version of its schedule, which is empty. */
  async add(channel: NewChannel, { actor, atMs, effectiveAtMs }: VersionOrigin = BY_SERVER): Promise<ChannelRecord> {
    const { slug, name, fillerMediaId } = channel;
    return inTransaction(this.#db, async (transaction) => {
      const row = await transaction
        .insertInto('channels')
        .values({
          ...{ slug, name, visibility: channel.visibility, target_latency_ms: channel.targetLatencyMs },
          ...{ filler_media_id: fillerMediaId, max_viewers: channel.maxViewers ?? null },
          ...{ adaptive_latency: channel.adaptiveLatency ? 1 : 0, revision: 1, schedule_version: 1 },
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await transaction
        .insertInto('schedule_versions')
        .values({
          ...{ channel_slug: slug, version: 1, at_ms: atMs, effective_at_ms: effectiveAtMs, actor },
          ...{ action: 'channel-created', summary: '{}', filler_media_id: fillerMediaId },
        })
        .execute();
      return fromRow(row);
    });
  }

  async find(slug: string): Promise<ChannelRecord | undefined> {
    const row = await this.#db.selectFrom('channels').selectAll().where('slug', '=', slug).executeTakeFirst();
    return row && fromRow(row);
  }

  async list(): Promise<ChannelRecord[]> {
    return (await this.#db.selectFrom('channels').selectAll().orderBy('slug').execute()).map(fromRow);
  }

  /** By slug, those behind `afterSlug`; of one visibility when it is named. */
  async page(
    limit: number,
    afterSlug?: string | undefined,
    visibility?: ChannelRecord['visibility'] | undefined,
  ): Promise<ChannelRecord[]> {
    let query = this.#db.selectFrom('channels').selectAll();
    if (visibility !== undefined) query = query.where('visibility', '=', visibility);
    if (afterSlug !== undefined) query = query.where('slug', '>', afterSlug);
    return (await query.orderBy('slug').limit(limit).execute()).map(fromRow);
  }

  async update(slug: string, change: ChannelChange): Promise<ChannelRecord> {
    const { name, visibility, targetLatencyMs, maxViewers, adaptiveLatency } = change;
    const row = await this.#db
      .updateTable('channels')
      .set((column) => ({
        ...(name === undefined ? {} : { name }),
        ...(visibility === undefined ? {} : { visibility }),
        ...(targetLatencyMs === undefined ? {} : { target_latency_ms: targetLatencyMs }),
        ...(maxViewers === undefined ? {} : { max_viewers: maxViewers }),
        ...(adaptiveLatency === undefined ? {} : { adaptive_latency: adaptiveLatency ? 1 : 0 }),
        revision: column('revision', '+', 1),
      }))
      .where('slug', '=', slug)
      .returningAll()
      .executeTakeFirstOrThrow();
    return fromRow(row);
  }

  /** Removes a channel, its schedule and all of its history. */
  async remove(slug: string): Promise<void> {
    await this.#db.deleteFrom('channels').where('slug', '=', slug).execute();
  }
}

function fromRow(row: Selectable<ChannelTable>): ChannelRecord {
  return {
    ...{ slug: row.slug, name: row.name, visibility: row.visibility, targetLatencyMs: row.target_latency_ms },
    ...{ fillerMediaId: row.filler_media_id, maxViewers: row.max_viewers, adaptiveLatency: row.adaptive_latency === 1 },
    ...{ revision: row.revision, scheduleVersion: row.schedule_version },
  };
}
