import type { FrameIndex } from '../units.js';
import { contentHash } from './content-hash.js';
import type { Grid } from './grid.js';
import { type PlacedEntry, placedByPrecedence } from './placed-entry.js';
import type { Sequence } from './sequence.js';
import { lastAtOrBefore } from './sequence.js';
import { resolveSpans, type Span } from './spans.js';

/** The timeline is worked out in blocks of a week, counted from the epoch, when it is asked for. */
const BLOCK_S = 7 * 24 * 60 * 60;
/** Ten years of a plain schedule, or a few weeks of a dense one. */
const MOST_SPANS_KEPT = 50_000;

/** A channel's schedule resolved for one audience: all that a position is computed from (TL2). */
export interface Lineup {
  /** Equal for equal content, whatever its titles and versions: lineups with equal keys share one feed. */
  readonly key: string;
  readonly version: number;
  readonly grid: Grid;
  /** What is on air in gaps (TL1): the channel's filler, else the built-in slate. */
  readonly gapFill: Sequence;
  /** The first frame that it cannot tell; Infinity for a schedule that is known as a whole. */
  readonly knownUntilFrame: FrameIndex;
  /** What has a frame to itself. A span may be cut where a block ends: the next one then goes on with the same. */
  spanAt(frame: FrameIndex): Span;
}

export interface LineupSource {
  readonly version: number;
  readonly grid: Grid;
  readonly entries: readonly PlacedEntry[];
  readonly gapFill: Sequence;
}

export function compileLineup({ version, grid, entries, gapFill }: LineupSource): Lineup {
  const playable = entries.filter(({ isPlayable }) => isPlayable).sort(placedByPrecedence);
  const blocks = new SpanBlocks(playable, gapFill, grid);
  let key: string | undefined;
  return {
    // Worked out when it is asked for: what merely compares two lineups never does.
    get key() {
      key ??= lineupKey(grid, playable, gapFill);
      return key;
    },
    version,
    grid,
    gapFill,
    knownUntilFrame: Number.POSITIVE_INFINITY,
    spanAt: (frame) => blocks.spanAt(frame),
  };
}

/** A short name for everything that decides what is on air; titles, versions and the names of entries do not. */
function lineupKey(grid: Grid, entries: readonly PlacedEntry[], gapFill: Sequence): string {
  return contentHash([grid.fps, gapFill.hash, ...entries.map(({ digest }) => digest)]);
}

interface SpanBlock {
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  readonly spans: readonly Span[];
  /** The first frame of every span, for the binary search (TL6). */
  readonly starts: Float64Array;
}

/** The spans of a schedule that may have no end. What a block holds does not depend on which was asked for before. */
class SpanBlocks {
  readonly #entries: readonly PlacedEntry[];
  readonly #gapFill: Sequence;
  readonly #blockFrames: number;
  readonly #blocks = new Map<number, SpanBlock>();
  #spansKept = 0;
  #latest: SpanBlock;

  constructor(entries: readonly PlacedEntry[], gapFill: Sequence, grid: Grid) {
    this.#entries = entries;
    this.#gapFill = gapFill;
    this.#blockFrames = BLOCK_S * grid.fps;
    this.#latest = { startFrame: 0, endFrame: 0, spans: [], starts: new Float64Array() };
  }

  spanAt(frame: FrameIndex): Span {
    if (frame < this.#latest.startFrame || frame >= this.#latest.endFrame) {
      this.#latest = this.#blockAt(Math.floor(frame / this.#blockFrames));
    }
    const { spans, starts } = this.#latest;
    return spans[lastAtOrBefore(starts, frame)]!;
  }

  #blockAt(index: number): SpanBlock {
    const known = this.#blocks.get(index);
    if (known !== undefined) return known;
    const startFrame = index * this.#blockFrames;
    const endFrame = startFrame + this.#blockFrames;
    const spans = resolveSpans(this.#entries, this.#gapFill, startFrame, endFrame);
    const block = { startFrame, endFrame, spans, starts: Float64Array.from(spans, (span) => span.startFrame) };
    this.#blocks.set(index, block);
    this.#spansKept += spans.length;
    for (const [oldest, { spans: old }] of this.#blocks) {
      if (this.#spansKept <= MOST_SPANS_KEPT || oldest === index) break;
      this.#blocks.delete(oldest);
      this.#spansKept -= old.length;
    }
    return block;
  }
}
