import type { Millis } from '../../shared/units.js';

const LATE_MS = 10;

/** What a feed did, or many did together, as counters that only grow. */
export class PlayoutStats {
  packets = 0;
  bytes = 0;
  frames = 0;
  /** Frames whose first packet left more than 10 ms after its time. */
  framesLate = 0;
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
    this.skips += other.skips;
    this.framesMissed += other.framesMissed;
    this.slateFrames += other.slateFrames;
    this.stalls += other.stalls;
    this.faults += other.faults;
    this.sinkErrors += other.sinkErrors;
  }

  frameLeft(latenessMs: Millis): void {
    this.frames += 1;
    if (latenessMs > LATE_MS) this.framesLate += 1;
  }
}
