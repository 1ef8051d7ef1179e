import type { Millis } from '../../shared/units.js';

const LATE_MS = 10;
/** Upper bounds that frames are counted by, ascending; a last count is of all that left later. */
export const LATENESS_BOUNDS_MS: readonly Millis[] = [1, 2, 3, 4, 5, 7, 10, 20, 50, 100, 200, 500, 1000];

/** What a feed did, or many did together, as counters that only grow. */
export class PlayoutStats {
  packets = 0;
  bytes = 0;
  frames = 0;
  /** Frames whose first packet left more than 10 ms after its time. */
  framesLate = 0;
  /** Frames by how late their first packet left: those of each of the bounds alone, then the rest. */
  readonly lateness: number[] = new Array<number>(LATENESS_BOUNDS_MS.length + 1).fill(0);
  latenessSumMs: Millis = 0;
  /** Times a feed was late by more than a GOP and went on at the present. */
  skips = 0;
  /** Frames that were due and in whose place nothing left: skipped, or waiting for an IDR on every layer. */
  framesMissed = 0;
  /** Frames, of those that left, in whose place the slate was sent. */
  slateFrames = 0;
  /** Fragments that were due before they were loaded: the slate was sent until they were. */
  stalls = 0;
  /** Those among them that could not be read when they were asked for. */
  faults = 0;
  /** Packets that could not be handed over, as to a dead worker. */
  sinkErrors = 0;

  add(other: PlayoutStats): void {
    this.packets += other.packets;
    this.bytes += other.bytes;
    this.frames += other.frames;
    this.framesLate += other.framesLate;
    for (const [index, frames] of other.lateness.entries()) this.lateness[index]! += frames;
    this.latenessSumMs += other.latenessSumMs;
    this.skips += other.skips;
    this.framesMissed += other.framesMissed;
    this.slateFrames += other.slateFrames;
    this.stalls += other.stalls;
    this.faults += other.faults;
    this.sinkErrors += other.sinkErrors;
  }

  frameLeft(latenessMs: Millis): void {
    this.frames += 1;
    const bound = LATENESS_BOUNDS_MS.findIndex((boundMs) => latenessMs <= boundMs);
    this.lateness[bound === -1 ? LATENESS_BOUNDS_MS.length : bound]! += 1;
    this.latenessSumMs += Math.max(0, latenessMs);
    if (latenessMs > LATE_MS) this.framesLate += 1;
  }
}
