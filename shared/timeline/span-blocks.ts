import type { FrameIndex } from '../units.js';
import type { Grid } from './grid.js';
import type { PastGap } from './past.js';
import type { PlacedEntry } from './placed-entry.js';
import type { Sequence } from './sequence.js';
import { lastAtOrBefore } from './sequence.js';
import { resolveSpans, type Span } from './spans.js';

const DAY_S = 24 * 60 * 60;
/** The timeline is worked out in blocks of a week, counted from the epoch, when it is asked for. */
const BLOCK_S = 7 * DAY_S;
/** A week with more is worked out in halves, or halves of these, down to 79 minutes: the last length in whole seconds. */
const MOST_STARTS_A_BLOCK = 500;
const MOST_HALVINGS = 7;

/** All that decides what has a frame to itself. */
export interface SpanSource {
  readonly grid: Grid;
  readonly entries: readonly PlacedEntry[];
  readonly gapFill: Sequence;
  /** Null or left out where it is not known: it then follows from the entries. */
  readonly pastGap?: PastGap | null;
}

interface SpanBlock {
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
  readonly spans: readonly Span[];
  /** The first frame of every span, for the binary search (TL6). */
  readonly starts: Float64Array;
}

type Blocks = Map<number, SpanBlock>;

/** The blocks of many lineups. When there are too many spans in them, the oldest block is dropped. */
export class KeptBlocks {
  readonly #mostSpans: number;
  readonly #kept = new Map<SpanBlock, readonly [blocks: Blocks, index: number]>();
  #spans = 0;

  constructor(mostSpans: number) {
    this.#mostSpans = mostSpans;
  }

  get spans(): number {
    return this.#spans;
  }

  keep(block: SpanBlock, blocks: Blocks, index: number): void {
    blocks.set(index, block);
    this.#kept.set(block, [blocks, index]);
    this.#spans += block.spans.length;
    for (const [oldest, [home, at]] of this.#kept) {
      if (this.#spans <= this.#mostSpans || oldest === block) break;
      home.delete(at);
      this.#kept.delete(oldest);
      this.#spans -= oldest.spans.length;
    }
  }
}

/** For all lineups of the process together: some 25 MB. */
const kept = new KeptBlocks(200_000);

/** The spans of a schedule that may have no end. What a block holds does not depend on which was asked for before. */
export class SpanBlocks {
  readonly #entries: readonly PlacedEntry[];
  readonly #gapFill: Sequence;
  readonly #pastGap: PastGap | null;
  readonly #blockFrames: number;
  readonly #blocks: Blocks = new Map();
  readonly #kept: KeptBlocks;
  #latest: SpanBlock;

  constructor({ entries, gapFill, pastGap, grid }: SpanSource, keptBlocks = kept) {
    this.#entries = entries;
    this.#gapFill = gapFill;
    this.#pastGap = pastGap ?? null;
    this.#blockFrames = blockSeconds(entries) * grid.fps;
    this.#kept = keptBlocks;
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
    const spans = resolveSpans(this.#entries, this.#gapFill, this.#pastGap, startFrame, endFrame);
    const block = { startFrame, endFrame, spans, starts: Float64Array.from(spans, (span) => span.startFrame) };
    this.#kept.keep(block, this.#blocks, index);
    return block;
  }
}

function blockSeconds(entries: readonly PlacedEntry[]): number {
  const startsADay = entries.reduce((sum, { entry }) => sum + entry.starts.mostADay, 0);
  const startsAWeek = (startsADay * BLOCK_S) / DAY_S;
  const halvings = Math.ceil(Math.log2(Math.max(1, startsAWeek / MOST_STARTS_A_BLOCK)));
  return BLOCK_S / 2 ** Math.min(MOST_HALVINGS, halvings);
}
