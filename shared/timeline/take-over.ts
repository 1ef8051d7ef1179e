import type { FrameIndex } from '../units.js';
import type { PlannedEntry } from './channel-plan.js';
import type { Grid } from './grid.js';
import { type Run, stretchesOf } from './schedule.js';
import { lastAtOrBefore } from './sequence.js';
import type { SequencePlan } from './sequence-plan.js';

/** A viewer may be this late: what was on air until then is still told right. */
const KEPT_S = 60;

/**
 * TL4: the runs of an entry whose sequence gets a new revision at a frame. The occurrence on air finishes the item that
 * it has reached, then goes on with the item that comes after it in the new revision; later occurrences start with the
 * new revision. A take-over that has not happened yet is replaced by this one. Runs that can no longer be seen are
 * dropped, so that an entry may be edited for years.
 */
export function takeOver(
  entry: PlannedEntry,
  next: SequencePlan,
  frame: FrameIndex,
  grid: Grid,
): readonly Run<SequencePlan>[] {
  const { starts, loops } = entry;
  const begun = entry.runs.filter((run, index) => index === 0 || run.fromFrame <= frame);
  const start = starts.lastAtOrBefore(frame);
  const overFrame =
    start === undefined ? frame : (stretchesOf({ ...entry, runs: begun }, start).at(-1)?.endFrame ?? start);
  if (start === starts.lastFrame && overFrame <= frame) return begun;
  const played = begun.filter(
    (run, index) => index === 0 || run.fromFrame <= (start ?? frame) || run.fromFrame <= overFrame,
  );
  const seenFrom = frame - KEPT_S * grid.fps;
  // When a turn that is played once was over decides where the filler behind it has got to.
  const keptFrom = loops ? seenFrom : (starts.lastAtOrBefore(seenFrom) ?? Number.NEGATIVE_INFINITY);
  const oldest = played.findLastIndex((run) => run.fromFrame <= keptFrom);
  const runs = played.slice(Math.max(0, oldest));
  return [...runs, runFrom({ ...entry, runs }, next, frame)];
}

function runFrom(entry: PlannedEntry, next: SequencePlan, frame: FrameIndex): Run<SequencePlan> {
  const start = entry.starts.lastAtOrBefore(frame);
  if (start === undefined) return { fromFrame: frame, originFrame: null, sequence: next };
  const onAir = stretchesOf(entry, start).find((stretch) => stretch.startFrame <= frame && stretch.endFrame > frame);
  if (onAir === undefined) {
    // An occurrence that is over stays over, however long the new revision is.
    return { fromFrame: frame, originFrame: entry.loops ? null : frame - next.frames, sequence: next };
  }
  const { sequence, originFrame } = onAir;
  const turnStart = originFrame + Math.floor((frame - originFrame) / sequence.frames) * sequence.frames;
  const index = lastAtOrBefore(sequence.starts, frame - turnStart);
  const itemEnd = Math.min(turnStart + sequence.starts[index + 1]!, onAir.endFrame);
  const [cutOff] = entry.starts.between(frame + 1, itemEnd);
  const fromFrame = cutOff ?? itemEnd;
  const follower = indexAfter(identities(sequence), index, identities(next));
  return { fromFrame, originFrame: fromFrame - next.starts[follower]!, sequence: next };
}

function identities({ items }: SequencePlan): string[] {
  return items.map(({ identity }) => identity);
}

/**
 * Where an edited list goes on after an item of the list before the edit: behind that item when it is still there, else
 * with the first of those that followed it, else at the same index. The list's length when nothing is left.
 */
export function indexAfter(before: readonly string[], index: number, after: readonly string[]): number {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before[prefix] === after[prefix]) prefix += 1;
  if (index < prefix) return index + 1;
  let suffix = 0;
  while (suffix < shorter - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix += 1;
  const suffixFrom = before.length - suffix;
  const shift = after.length - before.length;
  if (index >= suffixFrom) return index + shift + 1;
  // Between what stayed in front and what stayed behind, an item may have moved: the nearest equal one is it.
  const places = placesOf(after, prefix, after.length - suffix);
  const moved = nearest(places.get(before[index]!), index);
  if (moved !== undefined) return moved + 1;
  for (let follower = index + 1; follower < suffixFrom; follower += 1) {
    const kept = nearest(places.get(before[follower]!), follower);
    if (kept !== undefined) return kept;
  }
  return suffix > 0 ? suffixFrom + shift : Math.min(index + 1, after.length);
}

/** Where each value of list[from…to) stands. */
function placesOf(list: readonly string[], from: number, to: number): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = from; at < to; at += 1) {
    const known = places.get(list[at]!);
    if (known === undefined) places.set(list[at]!, [at]);
    else known.push(at);
  }
  return places;
}

function nearest(places: readonly number[] | undefined, index: number): number | undefined {
  return places?.reduce((best, at) => (Math.abs(at - index) < Math.abs(best - index) ? at : best));
}
