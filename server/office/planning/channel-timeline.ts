import type { StoredItem } from '../../../shared/api/sequences.js';
import { ChannelPlan, type PlannedEntry } from '../../../shared/timeline/channel-plan.js';
import { frameAt, frameTimeMs, type Grid, snapToGrid } from '../../../shared/timeline/grid.js';
import { once } from '../../../shared/timeline/occurrence-starts.js';
import { endedBy, type Past } from '../../../shared/timeline/past.js';
import { RepeatedStarts } from '../../../shared/timeline/repeated-starts.js';
import { compileSequence, type HeadPiece, type Item, type Sequence } from '../../../shared/timeline/sequence.js';
import { type Choice, type PlannedItem, SequencePlan } from '../../../shared/timeline/sequence-plan.js';
import { takeOver } from '../../../shared/timeline/take-over.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import type { ChannelContent as StoredContent } from '../store/channel-content.js';
import type { ChannelRecord } from '../store/channel-store.js';
import { inSlices } from '../store/in-slices.js';
import type { MediaRecord } from '../store/media-store.js';
import type { EndedRecord, RevisionRun, ScheduleEntryRecord } from '../store/schedule-store.js';
import type { SequenceRevisionRecord } from '../store/sequence-store.js';
import { type FramesOf, framesOfItem, type Trimmed, trimOf } from './item-frames.js';

/** What the store holds of a channel and all it plays, as one version of its schedule has it. */
export interface ChannelContent extends Pick<StoredContent, 'revisions' | 'media'> {
  readonly channel: Pick<ChannelRecord, 'fillerMediaId' | 'scheduleVersion'>;
  readonly entries: readonly PlacedEntry[];
  /** As of the version's past; both are there where it is known. */
  readonly effectiveAtMs?: Millis;
  readonly ended?: readonly EndedRecord[] | null;
}

type PlacedEntry = Omit<ScheduleEntryRecord, 'channelSlug'>;

/** Says where an object's head piece for a trim lies, once there is one. */
export type FindHead = (objectId: string, inFrame: FrameIndex) => HeadPiece | null;

const noHead: FindHead = () => null;

/** What the store holds, in frames of the global timeline. Pure: the same rows, the same plan (TL2). */
export function planChannel(
  content: ChannelContent,
  grid: Grid,
  slate: MediaRecord,
  findHead: FindHead = noHead,
): ChannelPlan {
  const { planOne, planOf } = planner(content, grid, slate, findHead);
  return planOf(content.entries.flatMap(planOne));
}

/** The same, with a turn for whatever else waits for this thread every few hundred entries. */
export async function planChannelInSlices(
  content: ChannelContent,
  grid: Grid,
  slate: MediaRecord,
): Promise<ChannelPlan> {
  const { planOne, planOf } = planner(content, grid, slate, noHead);
  return planOf((await inSlices(content.entries, planOne)).flat());
}

function planner(content: ChannelContent, grid: Grid, slate: MediaRecord, findHead: FindHead) {
  const sequences = new SequencePlanner(content, grid, slate, findHead);
  const plans = new Map(content.revisions.map((revision) => [keyOf(revision), sequences.plan(revision)]));
  const sequenceOf = (sequenceId: string, revision: number) => plans.get(keyOf({ sequenceId, revision })) ?? null;
  const runsOf = ({ sequenceId, runs }: PlacedEntry): PlannedEntry['runs'] =>
    sequenceId === null
      ? [{ fromFrame: Number.NEGATIVE_INFINITY, originFrame: null, sequence: sequences.slate }]
      : runs.map(({ fromMs, revision, originMs }) => ({
          fromFrame: fromMs === null ? Number.NEGATIVE_INFINITY : frameOf(grid, fromMs),
          originFrame: originMs === null ? null : frameOf(grid, originMs),
          sequence: sequenceOf(sequenceId, revision),
        }));
  const version = content.channel.scheduleVersion;
  return {
    planOne: (entry: PlacedEntry) => planEntry(entry, runsOf(entry), grid),
    planOf: (entries: readonly PlannedEntry[]) =>
      new ChannelPlan({ version, grid, gapFill: sequences.gapFill, past: pastOf(content, grid), entries }),
  };
}

/**
 * TL4: the runs of every entry that plays an edited sequence, by entry: each takes the new revision over at the end of
 * its airing item, or at `effectiveAtMs` when it has nothing on air.
 */
export async function planTakeOver(
  content: ChannelContent,
  next: SequenceRevisionRecord,
  effectiveAtMs: Millis,
  grid: Grid,
  slate: MediaRecord,
): Promise<Map<string, readonly RevisionRun[]>> {
  const entries = content.entries.filter(({ sequenceId }) => sequenceId === next.sequenceId);
  const plan = await planChannelInSlices({ ...content, entries }, grid, slate);
  const nextPlan = new SequencePlanner(content, grid, slate, noHead).plan(next);
  const frame = frameOf(grid, effectiveAtMs);
  const runsAfter = (entry: PlannedEntry) => storedRuns(takeOver(entry, nextPlan, frame, grid), grid);
  return new Map(await inSlices(plan.entries, (entry) => [entry.id, runsAfter(entry)]));
}

/** How long one turn of a sequence is, for every audience: a sum of what was saved with it. */
export function framesOfTurn({ items, frames }: Pick<SequenceRevisionRecord, 'items' | 'frames'>, grid: Grid): number {
  return items.reduce((sum, item) => sum + framesOfItem(item, (mediaId) => frames[mediaId] ?? 0, grid), 0);
}

/** What has ended when the version that follows takes effect. */
export async function planEnded(
  before: ChannelContent,
  effectiveAtMs: Millis,
  grid: Grid,
  slate: MediaRecord,
): Promise<EndedRecord[]> {
  const ended = endedBy(await planChannelInSlices(before, grid, slate), frameOf(grid, effectiveAtMs));
  return ended.map(({ when, endFrame }) => ({ when, endMs: frameTimeMs(grid, endFrame) }));
}

function pastOf({ effectiveAtMs, ended }: ChannelContent, grid: Grid): Past | null {
  if (effectiveAtMs === undefined || ended === undefined || ended === null) return null;
  return {
    effectiveFrame: frameOf(grid, effectiveAtMs),
    ended: ended.map(({ when, endMs }) => ({ when, endFrame: frameOf(grid, endMs) })),
  };
}

function storedRuns(runs: PlannedEntry['runs'], grid: Grid): RevisionRun[] {
  return runs.map(({ fromFrame, originFrame, sequence }) => ({
    fromMs: Number.isFinite(fromFrame) ? frameTimeMs(grid, fromFrame) : null,
    revision: sequence!.revision,
    originMs: originFrame === null ? null : frameTimeMs(grid, originFrame),
  }));
}

function planEntry(entry: PlacedEntry, runs: PlannedEntry['runs'], grid: Grid): PlannedEntry[] {
  const { id, startsAtMs, endsAtMs, loops, repeat, timeZone, priority, when } = entry;
  const startFrame = frameOf(grid, startsAtMs);
  const lengthFrames = endsAtMs === null ? Number.POSITIVE_INFINITY : frameOf(grid, endsAtMs) - startFrame;
  // What the grid leaves no frame of cannot be on air.
  if (!(lengthFrames > 0)) return [];
  const starts =
    repeat === null
      ? once(startFrame)
      : new RepeatedStarts({ rule: repeat, timeZone: timeZone ?? 'UTC', startsAtMs }, grid);
  return [{ id, priority, when, starts, lengthFrames, loops, runs }];
}

function keyOf({ sequenceId, revision }: Pick<SequenceRevisionRecord, 'sequenceId' | 'revision'>): string {
  return `${sequenceId}/${revision}`;
}

/** Turns stored sequences into planned ones, with the media as it is and the lengths as they were saved. */
class SequencePlanner {
  readonly gapFill: Sequence;
  /** What an entry without a sequence plays. */
  readonly slate: SequencePlan;
  readonly #media: ReadonlyMap<string, MediaRecord>;
  readonly #grid: Grid;
  readonly #pad: Item;
  readonly #findHead: FindHead;

  constructor({ channel, media }: ChannelContent, grid: Grid, slate: MediaRecord, findHead: FindHead) {
    this.#media = new Map(media.map((record) => [record.id, record]));
    this.#grid = grid;
    this.#findHead = findHead;
    const filler = channel.fillerMediaId === null ? undefined : this.#media.get(channel.fillerMediaId);
    this.#pad = filler === undefined ? whole('slate', slate) : whole('filler', filler);
    this.gapFill = compileSequence(null, 1, [this.#pad]);
    const item = whole('slate', slate);
    this.slate = new SequencePlan(
      null,
      1,
      [{ identity: 'slate', frames: item.frames, choices: [{ when: {}, item }] }],
      this.#pad,
    );
  }

  plan({ sequenceId, revision, items, frames }: SequenceRevisionRecord): SequencePlan {
    const planned = items.map((item) => this.#planItem(item, frames));
    return new SequencePlan(sequenceId, revision, planned, this.#pad);
  }

  #planItem(stored: StoredItem, saved: SequenceRevisionRecord['frames']): PlannedItem {
    const framesOf = this.#framesOf(saved);
    const whole = { identity: JSON.stringify(stored), frames: framesOfItem(stored, framesOf, this.#grid) };
    if (!('slot' in stored)) return { ...whole, choices: this.#choices([{ when: {}, ...stored }], framesOf) };
    const { name, variants, fallbackMediaId } = stored.slot;
    const fallback = { when: {}, mediaId: fallbackMediaId };
    return { ...whole, choices: this.#choices([...variants, fallback], framesOf, { slot: name }) };
  }

  /** Those that can be on air: a variant whose media is gone leaves its place to the next that fits. */
  #choices(
    variants: readonly (Pick<Choice, 'when'> & Trimmed)[],
    framesOf: FramesOf,
    place: Pick<Item, 'slot'> = {},
  ): Choice[] {
    return variants.flatMap(({ when, ...trimmed }) => {
      const media = this.#media.get(trimmed.mediaId);
      if (media === undefined) return [];
      const { inFrame, outFrame } = trimOf(trimmed, framesOf, this.#grid);
      const frames = Math.min(outFrame, media.frames) - inFrame;
      const head = this.#findHead(media.objectId, inFrame);
      return frames > 0 ? [{ when, item: { ...whole('media', media), inFrame, frames, head, ...place } }] : [];
    });
  }

  /** TL2: as long as when the sequence was saved, even when the media is gone since. */
  #framesOf(saved: SequenceRevisionRecord['frames']): FramesOf {
    return (mediaId) => saved[mediaId] ?? this.#media.get(mediaId)?.frames ?? 0;
  }
}

/** All of a media. */
function whole(kind: Item['kind'], { id, objectId, title, frames }: MediaRecord): Item {
  return { kind, mediaId: id, objectId, title, inFrame: 0, frames, head: null };
}

function frameOf(grid: Grid, atMs: Millis): FrameIndex {
  return frameAt(grid, snapToGrid(grid, atMs));
}
