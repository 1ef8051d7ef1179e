import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { type ChannelContent, mediaNeeded } from '../store/channel-content.js';
import { runsAfter, type StoredEntry } from '../store/schedule-store.js';
import { mediaOf } from '../store/sequence-store.js';
import { effectiveAt, nextVersion } from './channel-draft.js';
import type { EditPlan, EditRoom } from './edit-plan.js';

/**
 * A new version that has what an earlier one had: its entries, playing the revisions they played then, and its filler.
 * @throws CodedError channel-unknown, version-unknown; version-incomplete when something that it plays is gone.
 */
export async function planUndo(room: EditRoom, slug: string, version: number): Promise<EditPlan<number>> {
  const { reads } = room;
  const before = await reads.content(slug);
  const target = await reads.earlier(slug, { version });
  if (target === undefined) {
    throw new CodedError('version-unknown', `The schedule of "${slug}" has no version ${version}.`);
  }
  const media = await reads.readyMedia(mediaNeeded(target.revisions, target.channel.fillerMediaId));
  const effectiveAtMs = effectiveAt(before, room);
  await refuseIncomplete(room, target, new Set(media.map(({ id }) => id)), effectiveAtMs);
  const addedIn = before.channel.scheduleVersion + 1;
  const current = new Map(before.entries.map((entry) => [entry.id, entry]));
  const entries = target.entries.map((entry) => {
    const now = current.get(entry.id);
    return now !== undefined && isSame(now, entry) ? now : { ...entry, addedIn };
  });
  const { fillerMediaId } = target.channel;
  const change = { entries, fillerMediaId, revisions: target.revisions };
  return {
    drafts: [
      {
        before,
        after: await nextVersion(before, change, media, effectiveAtMs, room),
        action: 'version-restored',
        summary: { text: `Restored version ${version}`, version },
      },
    ],
    write: async () => addedIn,
  };
}

function isSame({ addedIn: _a, ...a }: StoredEntry, { addedIn: _b, ...b }: StoredEntry): boolean {
  return isDeepStrictEqual(a, b);
}

async function refuseIncomplete(
  { reads }: EditRoom,
  { channel, entries, revisions }: ChannelContent,
  ready: ReadonlySet<string>,
  effectiveAtMs: Millis,
): Promise<void> {
  const sequences: string[] = [];
  for (const id of new Set(entries.flatMap(({ sequenceId }) => sequenceId ?? []))) {
    if (!(await reads.hasSequence(id))) sequences.push(id);
  }
  const yetToPlay = revisions.filter(({ sequenceId, revision }) =>
    entries.some(
      (entry) =>
        entry.sequenceId === sequenceId &&
        runsAfter(entry.runs, effectiveAtMs).some((run) => run.revision === revision),
    ),
  );
  const needed = new Set(yetToPlay.flatMap(({ items }) => [...mediaOf(items)]));
  if (channel.fillerMediaId !== null) needed.add(channel.fillerMediaId);
  const media = [...needed].filter((id) => !ready.has(id));
  if (media.length > 0 || sequences.length > 0)
    throw new CodedError('version-incomplete', undefined, { media, sequences });
}
