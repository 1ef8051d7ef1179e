import { type Audience, matches } from '../../../shared/timeline/audience.js';
import { snapToGrid } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import { planEnded } from '../planning/channel-timeline.js';
import { type ChannelContent, mediaNeeded } from '../store/channel-content.js';
import type { MediaRecord } from '../store/media-store.js';
import { revisionsIn, type ScheduleChange, type StoredEntry } from '../store/schedule-store.js';
import type { SequenceRecord, SequenceRevisionRecord } from '../store/sequence-store.js';
import type { EditRoom } from './edit-plan.js';

/** What an edit makes of one channel's schedule: the newest version, and the one that would follow. */
export interface ChannelDraft {
  readonly before: ChannelContent;
  /** What is new in it, or other than before, has its version in `addedIn`. */
  readonly after: ChannelContent;
  readonly action: string;
  /** `text` says it in words. */
  readonly summary: AuditSummary;
}

export interface AuditSummary {
  readonly text: string;
  readonly [detail: string]: unknown;
}

/** What of a version is other than in the one before; the rest follows from it. */
export interface VersionChange {
  readonly entries?: readonly StoredEntry[];
  readonly fillerMediaId?: string | null;
  /** Those that the entries need and the version before does not have. */
  readonly revisions?: readonly SequenceRevisionRecord[];
}

/**
 * The version that follows, with a record of what has ended by then; `media` has the ready ones of what the version
 * before does not play.
 */
export async function nextVersion(
  before: ChannelContent,
  change: VersionChange,
  media: readonly MediaRecord[],
  effectiveAtMs: Millis,
  { grid, slate }: Pick<EditRoom, 'grid' | 'slate'>,
): Promise<ChannelContent> {
  const { entries = before.entries, fillerMediaId = before.channel.fillerMediaId } = change;
  const played = new Set(revisionsIn(entries).map(revisionKey));
  const known = new Map([...before.revisions, ...(change.revisions ?? [])].map((one) => [revisionKey(one), one]));
  const revisions = [...known].filter(([key]) => played.has(key)).map(([, revision]) => revision);
  const needed = mediaNeeded(revisions, fillerMediaId);
  const byId = new Map([...before.media, ...media].map((one) => [one.id, one]));
  return {
    channel: { ...before.channel, fillerMediaId, scheduleVersion: before.channel.scheduleVersion + 1 },
    effectiveAtMs,
    ended: await planEnded(before, effectiveAtMs, grid, slate),
    entries,
    revisions,
    media: [...byId.values()].filter(({ id }) => needed.has(id)),
  };
}

/** The first step of the grid after the notice, and never before an edit that was made earlier. */
export function effectiveAt(
  { effectiveAtMs }: ChannelContent,
  { grid, nowMs, noticeMs }: Pick<EditRoom, 'grid' | 'nowMs' | 'noticeMs'>,
): Millis {
  return Math.max(effectiveAtMs, snapToGrid(grid, Math.ceil((nowMs + noticeMs) / grid.stepMs) * grid.stepMs));
}

/** The entries that an edit puts into the schedule: any of them may be in another's way. */
export function entriesAdded({ after }: ChannelDraft): StoredEntry[] {
  return after.entries.filter(({ addedIn }) => addedIn === after.channel.scheduleVersion);
}

/** The entries that an edit takes out of the schedule, those among them that come back otherwise. */
export function entriesRemoved({ before, after }: ChannelDraft): StoredEntry[] {
  const kept = new Map(after.entries.map(({ id, addedIn }) => [id, addedIn]));
  return before.entries.filter(({ id, addedIn }) => kept.get(id) !== addedIn);
}

export function changesFiller({ before, after }: ChannelDraft): boolean {
  return before.channel.fillerMediaId !== after.channel.fillerMediaId;
}

/** Whom an edit can matter to: everybody else, whom nothing that it takes out or puts in is for, is served as before. */
export function concernedBy(draft: ChannelDraft): (audience: Audience) => boolean {
  if (changesFiller(draft)) return () => true;
  const touched = [...entriesRemoved(draft), ...entriesAdded(draft)];
  return (audience) => touched.some(({ when }) => matches(when, audience));
}

/** A draft as the store takes it. */
export function changeOf(draft: ChannelDraft, actor: string, atMs: Millis): ScheduleChange {
  const { after, action, summary } = draft;
  return {
    ...{ slug: after.channel.slug, actor, atMs, effectiveAtMs: after.effectiveAtMs, action, summary },
    remove: entriesRemoved(draft).map(({ id }) => id),
    add: entriesAdded(draft),
    fillerMediaId: after.channel.fillerMediaId,
    ended: after.ended,
  };
}

/** A sequence as its newest revision. */
export function revisionOf({ id, revision, items, frames }: SequenceRecord): SequenceRevisionRecord {
  return { sequenceId: id, revision, items, frames };
}

function revisionKey({ sequenceId, revision }: Pick<SequenceRevisionRecord, 'sequenceId' | 'revision'>): string {
  return `${revision} ${sequenceId}`;
}
