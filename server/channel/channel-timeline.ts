import type { StoredItem } from '../../shared/api/sequences.js';
import type { Grid } from '../../shared/timeline/grid.js';
import { frameAt, snapToGrid } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import { compileLineup } from '../../shared/timeline/lineup.js';
import type { ScheduleEntry } from '../../shared/timeline/schedule.js';
import type { Item, Sequence } from '../../shared/timeline/sequence.js';
import { compileSequence } from '../../shared/timeline/sequence.js';
import type { Millis } from '../../shared/units.js';
import type { ChannelRecord } from '../store/channel-store.js';
import type { MediaRecord } from '../store/media-store.js';
import type { ScheduleEntryRecord } from '../store/schedule-store.js';
import type { SequenceRecord } from '../store/sequence-store.js';

type PlacedEntry = Pick<ScheduleEntryRecord, 'id' | 'sequenceId' | 'startsAtMs' | 'endsAtMs' | 'loops' | 'priority'>;
type PlayableSequence = Pick<SequenceRecord, 'id' | 'revision' | 'items'>;

/** What the store holds of a channel and all it plays. */
export interface ChannelContent {
  readonly channel: Pick<ChannelRecord, 'fillerMediaId' | 'scheduleVersion'>;
  readonly entries: readonly PlacedEntry[];
  readonly sequences: readonly PlayableSequence[];
  readonly media: readonly MediaRecord[];
}

/** Compiles what the store holds into the lineup that everybody is served. Pure: the same rows, the same lineup (TL2). */
export function compileChannel(content: ChannelContent, grid: Grid, slate: MediaRecord): Lineup {
  const { channel, entries } = content;
  const media = new Map(content.media.map((record) => [record.id, record]));
  const sequences = new Map(content.sequences.map((record) => [record.id, compile(record, media, grid)]));
  return compileLineup({
    version: channel.scheduleVersion,
    grid,
    entries: entries.flatMap((entry) => scheduled(entry, sequences.get(entry.sequenceId), grid)),
    gapFill: gapFill(channel, media, slate),
  });
}

/** A sequence without a playable item is left to the gap fill: undefined. */
function compile(record: PlayableSequence, media: ReadonlyMap<string, MediaRecord>, grid: Grid): Sequence | undefined {
  const items = record.items.flatMap((stored): Item[] => {
    const { mediaId, inMs, outMs } = { inMs: 0, outMs: Number.POSITIVE_INFINITY, ...trimOf(stored) };
    const found = media.get(mediaId);
    if (found === undefined) return [];
    const inFrame = Math.min(found.frames, frameAt(grid, snapToGrid(grid, inMs)));
    const outFrame = outMs === Number.POSITIVE_INFINITY ? found.frames : frameAt(grid, snapToGrid(grid, outMs));
    const frames = Math.min(found.frames, outFrame) - inFrame;
    return frames > 0 ? [{ ...itemOf('media', found), inFrame, frames }] : [];
  });
  return items.length === 0 ? undefined : compileSequence(record.id, record.revision, items);
}

function trimOf(item: StoredItem): { mediaId: string; inMs?: number; outMs?: number } {
  return 'slot' in item ? { mediaId: item.slot.fallbackMediaId } : item;
}

function scheduled(entry: PlacedEntry, sequence: Sequence | undefined, grid: Grid): ScheduleEntry[] {
  if (sequence === undefined) return [];
  const startFrame = frameOf(grid, entry.startsAtMs);
  const naturalEnd = entry.loops ? Number.POSITIVE_INFINITY : startFrame + sequence.frames;
  const endFrame = entry.endsAtMs === null ? naturalEnd : Math.min(naturalEnd, frameOf(grid, entry.endsAtMs));
  return endFrame > startFrame ? [{ id: entry.id, sequence, startFrame, endFrame, priority: entry.priority }] : [];
}

function gapFill(
  channel: ChannelContent['channel'],
  media: ReadonlyMap<string, MediaRecord>,
  slate: MediaRecord,
): Sequence {
  const filler = channel.fillerMediaId === null ? undefined : media.get(channel.fillerMediaId);
  const item = filler === undefined ? itemOf('slate', slate) : itemOf('filler', filler);
  return compileSequence(item.mediaId, 1, [item]);
}

/** All of a media. */
function itemOf(kind: Item['kind'], { id, objectId, title, frames }: MediaRecord): Item {
  return { kind, mediaId: id, objectId, title, inFrame: 0, frames, head: null };
}

function frameOf(grid: Grid, atMs: Millis): number {
  return frameAt(grid, snapToGrid(grid, atMs));
}
