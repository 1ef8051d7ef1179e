import type { Kysely } from 'kysely';
import type { DatabaseSchema } from './schema.js';

/** The places that need a media. */
export interface MediaUse {
  /** Sequences that have it in their newest revision, and the channels that these are scheduled on. */
  readonly usedBy: readonly SequenceUse[];
  /** Channels that play it in gaps. */
  readonly fillerOf: readonly string[];
}

interface SequenceUse {
  readonly sequenceId: string;
  readonly sequenceName: string;
  readonly channels: readonly string[];
}

export async function findMediaUse(db: Kysely<DatabaseSchema>, mediaId: string): Promise<MediaUse> {
  const newest = await db
    .selectFrom('sequences')
    .innerJoin('sequence_revisions', (join) =>
      join
        .onRef('sequence_revisions.sequence_id', '=', 'sequences.id')
        .onRef('sequence_revisions.revision', '=', 'sequences.revision'),
    )
    .select(['sequences.id', 'sequences.name', 'sequence_revisions.items'])
    .orderBy('sequences.name')
    .orderBy('sequences.id')
    .execute();
  const usedBy: SequenceUse[] = [];
  for (const { id, name, items } of newest) {
    if (!refersTo(items, mediaId)) continue;
    usedBy.push({ sequenceId: id, sequenceName: name, channels: await channelsWith(db, id) });
  }
  const fillers = db.selectFrom('channels').select('slug').where('filler_media_id', '=', mediaId).orderBy('slug');
  return { usedBy, fillerOf: (await fillers.execute()).map(({ slug }) => slug) };
}

async function channelsWith(db: Kysely<DatabaseSchema>, sequenceId: string): Promise<string[]> {
  const entries = db.selectFrom('schedule_entries').select('channel_slug').distinct();
  const rows = await entries.where('sequence_id', '=', sequenceId).orderBy('channel_slug').execute();
  return rows.map((row) => row.channel_slug);
}

/** Whether a sequence names a media in any item, variant or fallback, whatever else its items hold. */
function refersTo(items: string, mediaId: string): boolean {
  let found = false;
  JSON.parse(items, (key, value: unknown) => {
    found ||= value === mediaId && /mediaId$/i.test(key);
    return value;
  });
  return found;
}
