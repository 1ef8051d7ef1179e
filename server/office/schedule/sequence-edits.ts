import { isDeepStrictEqual } from 'node:util';
import type { SequenceEdit } from '../../../shared/api/sequences.js';
import { planTakeOver } from '../planning/channel-timeline.js';
import type { MediaRecord } from '../store/media-store.js';
import { mediaOf, type SequenceRecord, type SequenceRevisionRecord } from '../store/sequence-store.js';
import { type ChannelDraft, effectiveAt, nextVersion } from './channel-draft.js';
import type { EditPlan, EditRoom } from './edit-plan.js';
import { expectRevision } from './lookups.js';
import { readyMedia } from './ready-media.js';
import { checkItems } from './sequence-items.js';

/**
 * A new revision, which every channel that has the sequence goes over to at the end of the item that is airing (TL4). A
 * new name alone changes no schedule.
 * @throws CodedError sequence-unknown, stale-revision, media-unknown, media-not-ready, bad-request
 */
export async function planSequenceEdit(
  room: EditRoom,
  id: string,
  edit: SequenceEdit,
  expectedRevision?: number,
): Promise<EditPlan<SequenceRecord>> {
  const { reads, grid, nowMs } = room;
  const sequence = await reads.sequence(id);
  expectRevision(sequence.revision, expectedRevision);
  const { name = sequence.name, items = sequence.items } = edit;
  const write: EditPlan<SequenceRecord>['write'] = ({ sequences }) => sequences.revise(id, { name, items }, nowMs);
  if (isDeepStrictEqual(items, sequence.items)) return { drafts: [], write };

  const media = await readyMedia(reads, mediaOf(items));
  checkItems(items, media, grid);
  const next: SequenceRevisionRecord = {
    ...{ sequenceId: id, revision: sequence.revision + 1, items },
    frames: Object.fromEntries(media.map(({ id: mediaId, frames }) => [mediaId, frames])),
  };
  const drafts: ChannelDraft[] = [];
  for (const slug of await reads.channelsWith(id)) {
    const draft = await takenOver(room, slug, name, next, media);
    if (draft !== null) drafts.push(draft);
  }
  return { drafts, write };
}

/** Null when nothing of the sequence is yet to come. */
async function takenOver(
  room: EditRoom,
  slug: string,
  name: string,
  next: SequenceRevisionRecord,
  media: readonly MediaRecord[],
): Promise<ChannelDraft | null> {
  const before = await room.reads.content(slug);
  const effectiveAtMs = effectiveAt(before, room);
  const runs = await planTakeOver(before, next, effectiveAtMs, room.grid, room.slate);
  if (runs.size === 0) return null;
  const addedIn = before.channel.scheduleVersion + 1;
  const entries = before.entries.map((entry) => {
    const changed = runs.get(entry.id);
    return changed === undefined ? entry : { ...entry, runs: changed, addedIn };
  });
  const { sequenceId, revision } = next;
  return {
    before,
    after: await nextVersion(before, { entries, revisions: [next] }, media, effectiveAtMs, room),
    action: 'sequence-edited',
    summary: { text: `Edited "${name}" (revision ${revision})`, sequenceId, revision, entryIds: [...runs.keys()] },
  };
}
