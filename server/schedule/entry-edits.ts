import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EntryEdit, EntryInput } from '../../shared/api/schedule.js';
import { CodedError } from '../../shared/errors.js';
import type { StoredEntry } from '../store/schedule-store.js';
import type { SequenceRevisionRecord } from '../store/sequence-store.js';
import { changeInWords, entryInWords, settingsOf } from './audit-text.js';
import { type ChannelDraft, effectiveAt, nextVersion, revisionOf } from './channel-draft.js';
import type { EditPlan, EditRoom } from './edit-plan.js';
import { settingsAfter, settingsFrom } from './entry-draft.js';
import { contentOf, entryOf, sequenceOf } from './lookups.js';

const MOST_ENTRIES = 10_000;

/** @throws CodedError channel-unknown, sequence-unknown, bad-request, repeat-invalid, schedule-full */
export async function planAddition(room: EditRoom, slug: string, input: EntryInput): Promise<EditPlan<StoredEntry>> {
  const before = await contentOf(room.stores, slug);
  if (before.entries.length >= MOST_ENTRIES) throw new CodedError('schedule-full');
  const sequence = await sequenceOf(room.stores, input.sequenceId);
  const entry: StoredEntry = {
    ...{ id: randomUUID(), channelSlug: slug, ...settingsFrom(input, room.grid) },
    ...{ runs: [{ fromMs: null, revision: sequence.revision, originMs: null }] },
    addedIn: before.channel.scheduleVersion + 1,
  };
  const summary = {
    text: `Added ${entryInWords(sequence.name, entry)}`,
    ...{ entryId: entry.id, after: settingsOf(entry) },
  };
  const entries = [...before.entries, entry];
  return planOf(room, before, entries, [revisionOf(sequence)], { action: 'entry-added', summary }, entry);
}

/** @throws CodedError as {@link planAddition}; entry-unknown, stale-revision */
export async function planEntryEdit(
  room: EditRoom,
  slug: string,
  id: string,
  edit: EntryEdit,
  expectedRevision?: number,
): Promise<EditPlan<StoredEntry>> {
  const before = await contentOf(room.stores, slug);
  const entry = entryOf(before, id, expectedRevision);
  const settings = settingsAfter(entry, edit, room.grid);
  const { id: _, channelSlug: _slug, runs: _runs, addedIn: _version, ...current } = entry;
  if (isDeepStrictEqual(settings, current)) return { drafts: [], write: async () => entry };
  const isOtherSequence = settings.sequenceId !== entry.sequenceId;
  // An entry that starts elsewhere has no turn to go on with: it plays what its sequence is now.
  const startsAnew = isOtherSequence || settings.startsAtMs !== entry.startsAtMs;
  const sequence = isOtherSequence
    ? await sequenceOf(room.stores, settings.sequenceId)
    : (await room.stores.sequences.find(entry.sequenceId))!;
  const edited: StoredEntry = {
    ...{ ...entry, ...settings, addedIn: before.channel.scheduleVersion + 1 },
    runs: startsAnew ? [{ fromMs: null, revision: sequence.revision, originMs: null }] : entry.runs,
  };
  const summary = {
    text: `Changed "${sequence.name}": ${changeInWords(entry, edited)}`,
    ...{ entryId: id, before: settingsOf(entry), after: settingsOf(edited) },
  };
  const entries = before.entries.map((one) => (one === entry ? edited : one));
  const revisions = startsAnew ? [revisionOf(sequence)] : [];
  return planOf(room, before, entries, revisions, { action: 'entry-changed', summary }, edited);
}

/** @throws CodedError channel-unknown, entry-unknown, stale-revision */
export async function planRemoval(
  room: EditRoom,
  slug: string,
  id: string,
  expectedRevision?: number,
): Promise<EditPlan<StoredEntry>> {
  const before = await contentOf(room.stores, slug);
  const entry = entryOf(before, id, expectedRevision);
  const name = (await room.stores.sequences.find(entry.sequenceId))?.name ?? entry.sequenceId;
  const summary = { text: `Removed ${entryInWords(name, entry)}`, entryId: id, before: settingsOf(entry) };
  const entries = before.entries.filter((one) => one !== entry);
  return planOf(room, before, entries, [], { action: 'entry-removed', summary }, entry);
}

async function planOf(
  { stores, grid, nowMs }: EditRoom,
  before: ChannelDraft['before'],
  entries: readonly StoredEntry[],
  revisions: readonly SequenceRevisionRecord[],
  audit: Pick<ChannelDraft, 'action' | 'summary'>,
  entry: StoredEntry,
): Promise<EditPlan<StoredEntry>> {
  const media = await stores.media.list();
  const after = nextVersion(before, { entries, revisions }, media, effectiveAt(before, grid, nowMs));
  return { drafts: [{ before, after, ...audit }], write: async () => entry };
}
