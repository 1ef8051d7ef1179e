import type { ChannelEdit } from '../../../shared/api/channels.js';
import type { ChannelRecord } from '../store/channel-store.js';
import { type ChannelDraft, effectiveAt, nextVersion } from './channel-draft.js';
import type { EditPlan, EditRoom } from './edit-plan.js';
import { expectRevision } from './lookups.js';
import { readyMedia } from './ready-media.js';

/**
 * New settings of a channel; another filler is a new version of its schedule, too.
 * @throws CodedError channel-unknown, stale-revision, media-unknown, media-not-ready
 */
export async function planChannelEdit(
  room: EditRoom,
  slug: string,
  edit: ChannelEdit,
  expectedRevision?: number,
): Promise<EditPlan<ChannelRecord>> {
  const before = await room.reads.content(slug);
  expectRevision(before.channel.revision, expectedRevision);
  const { fillerMediaId, ...settings } = edit;
  const isOther = fillerMediaId !== undefined && fillerMediaId !== before.channel.fillerMediaId;
  return {
    drafts: isOther ? [await withFiller(room, before, fillerMediaId)] : [],
    write: async ({ channels }) => ({
      ...(await channels.update(slug, settings)),
      ...(isOther ? { fillerMediaId, scheduleVersion: before.channel.scheduleVersion + 1 } : {}),
    }),
  };
}

async function withFiller(
  room: EditRoom,
  before: ChannelDraft['before'],
  fillerMediaId: string | null,
): Promise<ChannelDraft> {
  const media = await readyMedia(room.reads, new Set(fillerMediaId === null ? [] : [fillerMediaId]));
  const title = media.find(({ id }) => id === fillerMediaId)?.title;
  return {
    before,
    after: await nextVersion(before, { fillerMediaId }, media, effectiveAt(before, room), room),
    action: 'filler-changed',
    summary: {
      text: title === undefined ? 'Gaps are filled with the built-in slate' : `Gaps are filled with "${title}"`,
      ...{ before: before.channel.fillerMediaId, after: fillerMediaId },
    },
  };
}
