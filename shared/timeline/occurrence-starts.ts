import type { FrameIndex } from '../units.js';

/** When the occurrences of a schedule entry start: once, or again and again. */
export interface OccurrenceStarts {
  /** All that decides the starts, for the key of a lineup. */
  readonly definition: readonly (string | number)[];
  /** Whether there may be more than one. */
  readonly repeats: boolean;
  /** No occurrence starts before. */
  readonly firstFrame: FrameIndex;
  /** No occurrence starts behind; Infinity when that is not known. */
  readonly lastFrame: FrameIndex;
  /** How many there may be on one day, 0 where there is one only. */
  readonly mostADay: number;
  /** After how many local days it comes again as before; Infinity where that depends on the calendar, or there is one only. */
  readonly cycleDays: number;
  /** The last start at or before a frame. */
  lastAtOrBefore(frame: FrameIndex): FrameIndex | undefined;
  /** The starts in [fromFrame, toFrame), ascending. */
  between(fromFrame: FrameIndex, toFrame: FrameIndex): readonly FrameIndex[];
}

export function once(startFrame: FrameIndex): OccurrenceStarts {
  return {
    definition: ['once', startFrame],
    repeats: false,
    firstFrame: startFrame,
    lastFrame: startFrame,
    mostADay: 0,
    cycleDays: Number.POSITIVE_INFINITY,
    lastAtOrBefore: (frame) => (startFrame <= frame ? startFrame : undefined),
    between: (fromFrame, toFrame) => (startFrame >= fromFrame && startFrame < toFrame ? [startFrame] : []),
  };
}
