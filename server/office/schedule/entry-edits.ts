import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EntryEdit, EntryInput } from '../../../shared/api/schedule.js';
import { CodedError } from '../../../shared/errors.js';
import { mediaNeeded } from '../store/channel-content.js';
import type { RevisionRun, StoredEntry } from '../store/schedule-store.js';
import type { SequenceRevisionRecord } from '../store/sequence-store.js';
import { changeInWords, contentInWords, entryInWords, settingsOf } from './audit-text.js';
import { type ChannelDraft, effectiveAt, nextVersion, revisionOf } from './channel-draft.js';
import type { EditPlan, EditRoom } from './edit-plan.js';
import { settingsAfter, settingsFrom } from './entry-draft.js';
import { entryOf } from './lookups.js';

const MOST_ENTRIES = 10_000;

/** @throws CodedError channel-unknown, sequence-unknown, bad-request, repeat-invalid, schedule-full */
export async function planAddition(room: EditRoom, slug: string, input: EntryInput): Promise<EditPlan<StoredEntry>> {
  const before = await room.reads.content(slug);
  if (before.entries.length >= MOST_ENTRIES) throw new CodedError('schedule-full');
  const { name, runs, revisions } = await contentToPlay(room, input.sequenceId);
  const entry: StoredEntry = {
    ...{ id: randomUUID(), channelSlug: slug, ...settingsFrom(input, room.grid) },
    runs,
    addedIn: before.channel.scheduleVersion + 1,
  };
  const summary = {
    text: `Added ${entryInWords(name, entry)}`,
    ...{ entryId: entry.id, after: settingsOf(entry) },
  };
  const entries = [...before.entries, entry];
  return planOf(room, before, entries, revisions, { action: 'entry-added', summary }, entry);
}

/** @throws CodedError as {@link planAddition}; entry-unknown, stale-revision */
export async function planEntryEdit(
  room: EditRoom,
  slug: string,
  id: string,
  edit: EntryEdit,
  expectedRevision?: number,
): Promise<EditPlan<StoredEntry>> {
  const before = await room.reads.content(slug);
  const entry = entryOf(before, id, expectedRevision);
  const settings = settingsAfter(entry, edit, room.grid);
  const { id: _, channelSlug: _slug, runs: _runs, addedIn: _version, ...current } = entry;
  if (isDeepStrictEqual(settings, current)) return { drafts: [], write: async () => entry };
  const isOtherSequence = settings.sequenceId !== entry.sequenceId;
  // An entry that starts elsewhere has no turn to go on with: it plays what its sequence is now.
  const startsAnew = isOtherSequence || settings.startsAtMs !== entry.startsAtMs;
  const { name, runs, revisions } = await contentToPlay(room, settings.sequenceId);
  const edited: StoredEntry = {
    ...{ ...entry, ...settings, addedIn: before.channel.scheduleVersion + 1 },
    runs: startsAnew ? runs : entry.runs,
  };
  const summary = {
    text: `Changed ${contentInWords(name)}: ${changeInWords(entry, edited)}`,
    ...{ entryId: id, before: settingsOf(entry), after: settingsOf(edited) },
  };
  const entries = before.entries.map((one) => (one === entry ? edited : one));
  return planOf(room, before, entries, startsAnew ? revisions : [], { action: 'entry-changed', summary }, edited);
}

/** @throws CodedError channel-unknown, entry-unknown, stale-revision */
export async function planRemoval(
  room: EditRoom,
  slug: string,
  id: string,
  expectedRevision?: number,
): Promise<EditPlan<StoredEntry>> {
  const before = await room.reads.content(slug);
  const entry = entryOf(before, id, expectedRevision);
  const { name } = await contentToPlay(room, entry.sequenceId);
  const summary = { text: `Removed ${entryInWords(name, entry)}`, entryId: id, before: settingsOf(entry) };
  const entries = before.entries.filter((one) => one !== entry);
  return planOf(room, before, entries, [], { action: 'entry-removed', summary }, entry);
}

/** What an entry plays from its start on. */
interface EntryContent {
  /** Null for the slate. */
  readonly name: string | null;
  readonly runs: readonly RevisionRun[];
  readonly revisions: readonly SequenceRevisionRecord[];
}

/** @throws CodedError sequence-unknown */
async function contentToPlay({ reads }: EditRoom, sequenceId: string | null): Promise<EntryContent> {
  if (sequenceId === null) return { name: null, runs: [], revisions: [] };
  const sequence = await reads.sequence(sequenceId);
  return {
    name: sequence.name,
    runs: [{ fromMs: null, revision: sequence.revision, originMs: null }],
    revisions: [revisionOf(sequence)],
  };
}

async function planOf(
  room: EditRoom,
  before: ChannelDraft['before'],
  entries: readonly StoredEntry[],
  revisions: readonly SequenceRevisionRecord[],
  audit: Pick<ChannelDraft, 'action' | 'summary'>,
  entry: StoredEntry,
): Promise<EditPlan<StoredEntry>> {
  const media = await room.reads.readyMedia(mediaNeeded(revisions, null));
  const after = await nextVersion(before, { entries, revisions }, media, effectiveAt(before, room), room);
  return { drafts: [{ before, after, ...audit }], write: async () => entry };
}
