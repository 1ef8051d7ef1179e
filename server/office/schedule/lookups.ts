import { CodedError } from '../../../shared/errors.js';
import type { ChannelContent } from '../store/channel-content.js';
import type { StoredEntry } from '../store/schedule-store.js';
import type { SequenceRecord } from '../store/sequence-store.js';
import type { EditStores } from '../store/store.js';

/** @throws CodedError channel-unknown */
export async function contentOf({ schedule }: Pick<EditStores, 'schedule'>, slug: string): Promise<ChannelContent> {
  const content = await schedule.content(slug);
  if (content === undefined) throw channelUnknown(slug);
  return content;
}

export function channelUnknown(slug: string): CodedError {
  return new CodedError('channel-unknown', `There is no channel "${slug}".`);
}

/** @throws CodedError sequence-unknown */
export async function sequenceOf({ sequences }: Pick<EditStores, 'sequences'>, id: string): Promise<SequenceRecord> {
  const sequence = await sequences.find(id);
  if (sequence === undefined) throw new CodedError('sequence-unknown', `There is no sequence ${id}.`);
  return sequence;
}

/** @throws CodedError entry-unknown, stale-revision */
export function entryOf({ channel, entries }: ChannelContent, id: string, expectedRevision?: number): StoredEntry {
  const entry = entries.find((one) => one.id === id);
  if (entry === undefined) throw new CodedError('entry-unknown', `"${channel.slug}" has no entry ${id}.`);
  expectRevision(entry.addedIn, expectedRevision);
  return entry;
}

/** @throws CodedError stale-revision */
export function expectRevision(revision: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== revision) throw new CodedError('stale-revision', undefined, { revision });
}
