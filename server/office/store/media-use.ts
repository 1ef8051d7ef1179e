import type { Kysely } from 'kysely';
import type { Millis } from '../../../shared/units.js';
import { entryFromRow, runsAfter, type StoredEntry } from './schedule-row.js';
import type { DatabaseSchema } from './schema.js';
import { mediaOf, type SequenceRevisionRecord, SequenceStore } from './sequence-store.js';

/** The places that need a media. */
export interface MediaUse {
  /** Sequences that have it, and the channels that these are scheduled on. */
  readonly usedBy: readonly SequenceUse[];
  /** Channels that play it in gaps. */
  readonly fillerOf: readonly string[];
}

interface SequenceUse {
  readonly sequenceId: string;
  readonly sequenceName: string;
  readonly channels: readonly string[];
}

/**
 * A sequence needs the media of its newest revision; a schedule, besides, those of every revision that may yet be on air.
 * What has been on air needs none: its lengths are kept with the revision.
 */
export async function findMediaUse(db: Kysely<DatabaseSchema>, mediaId: string, nowMs: Millis): Promise<MediaUse> {
  const sequences = new SequenceStore(db);
  const withMedia = await sequences.revisionsWith(mediaId);
  const names = new Map<string, string>();
  const channels = new Map<string, Set<string>>();
  for (const sequenceId of new Set(withMedia.map((revision) => revision.sequenceId))) {
    const newest = await sequences.find(sequenceId);
    names.set(sequenceId, newest?.name ?? '');
    if (newest !== undefined && mediaOf(newest.items).has(mediaId)) channels.set(sequenceId, new Set());
    const rows = await db
      .selectFrom('schedule_entries')
      .selectAll()
      .where('removed_in', 'is', null)
      .where('sequence_id', '=', sequenceId)
      .execute();
    const entries = rows.map(entryFromRow);
    const revisions = withMedia.filter((revision) => revision.sequenceId === sequenceId);
    const isYetToPlay = revisions.some((revision) => entries.some((entry) => mayYetPlay(entry, revision, nowMs)));
    if (isYetToPlay || channels.has(sequenceId)) {
      channels.set(sequenceId, new Set(entries.map(({ channelSlug }) => channelSlug)));
    }
  }
  const usedBy = [...channels].map(([sequenceId, slugs]) => ({
    ...{ sequenceId, sequenceName: names.get(sequenceId) ?? '' },
    channels: [...slugs].sort(),
  }));
  usedBy.sort((a, b) => compare(a.sequenceName, b.sequenceName) || compare(a.sequenceId, b.sequenceId));
  const fillers = db.selectFrom('channels').select('slug').where('filler_media_id', '=', mediaId).orderBy('slug');
  return { usedBy, fillerOf: (await fillers.execute()).map(({ slug }) => slug) };
}

function mayYetPlay(entry: StoredEntry, revision: SequenceRevisionRecord, nowMs: Millis): boolean {
  if (entry.sequenceId !== revision.sequenceId) return false;
  return runsAfter(entry.runs, nowMs).some((run) => {
    const beganMs = Math.max(entry.startsAtMs, run.fromMs ?? entry.startsAtMs);
    return run.revision === revision.revision && endMs(entry, beganMs, revision) > nowMs;
  });
}

/** When a revision that began at an instant has been on air for good; an entry that repeats may always come again. */
function endMs({ endsAtMs, loops, repeat }: StoredEntry, beganMs: Millis, revision: SequenceRevisionRecord): Millis {
  if (repeat !== null) return Number.POSITIVE_INFINITY;
  return endsAtMs ?? (loops ? Number.POSITIVE_INFINITY : beganMs + longestTurnMs(revision));
}

/** A sequence takes at most as long as all of every media in it, at the slowest of frame rates. */
function longestTurnMs({ items, frames }: SequenceRevisionRecord): Millis {
  const lengthMs = (mediaId: string) => ((frames[mediaId] ?? 0) * 1000) / SLOWEST_FPS;
  const lengths = items.map((item) =>
    'slot' in item ? (item.slot.durationMs ?? lengthMs(item.slot.fallbackMediaId)) : lengthMs(item.mediaId),
  );
  return lengths.reduce((sum, length) => sum + length, 0);
}

const SLOWEST_FPS = 24;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
