import type { FrameIndex } from '../units.js';
import type { AiringWindow } from './airing-window.js';
import { type Grid, gridFor } from './grid.js';
import type { Lineup } from './lineup.js';
import { lastAtOrBefore, type Sequence } from './sequence.js';
import type { Span } from './spans.js';

/** A lineup as far as a window tells it; outside the window the slate is on air (TL1). */
export class AiredLineup implements Lineup {
  readonly key: string;
  readonly version: number;
  readonly grid: Grid;
  readonly gapFill: Sequence;
  readonly #slate: Sequence;
  #window!: { readonly spans: readonly Span[]; readonly starts: Float64Array; readonly untilFrame: FrameIndex };

  constructor(window: AiringWindow, slate: Sequence) {
    this.key = window.key;
    this.version = window.version;
    this.grid = gridFor(window.fps);
    this.#slate = slate;
    this.gapFill = this.#take(window)[window.gapFill]!;
  }

  /** The first frame that the window does not tell. */
  get knownUntilFrame(): FrameIndex {
    return this.#window.untilFrame;
  }

  /**
   * Goes on with a later window of the same lineup.
   * @throws RangeError for a window of another one.
   */
  renew(window: AiringWindow): void {
    if (window.key !== this.key || window.version !== this.version) {
      throw new RangeError(`the window is of lineup ${window.key}, version ${window.version}`);
    }
    this.#take(window);
  }

  spanAt(frame: FrameIndex): Span {
    const { spans, starts, untilFrame } = this.#window;
    const [first] = spans;
    if (frame >= untilFrame) return this.#slateSpan(untilFrame, Number.POSITIVE_INFINITY);
    if (first === undefined || frame < first.startFrame) {
      return this.#slateSpan(Number.NEGATIVE_INFINITY, first?.startFrame ?? untilFrame);
    }
    return spans[lastAtOrBefore(starts, frame)]!;
  }

  /** Loops from the epoch where it has no start. */
  #slateSpan(startFrame: FrameIndex, endFrame: FrameIndex): Span {
    const originFrame = Number.isFinite(startFrame) ? startFrame : 0;
    return { startFrame, endFrame, originFrame, sequence: this.#slate, isGap: true };
  }

  #take({ sequences, spans: told, untilFrame }: AiringWindow): Sequence[] {
    const read = sequences.map((one) => ({ ...one, starts: Float64Array.from(one.starts) }));
    const spans = told.map((span) => ({ ...span, sequence: read[span.sequence]! }));
    this.#window = { spans, starts: Float64Array.from(spans, ({ startFrame }) => startFrame), untilFrame };
    return read;
  }
}
