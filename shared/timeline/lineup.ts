import type { FrameIndex } from '../units.js';
import { contentHash } from './content-hash.js';
import type { Grid } from './grid.js';
import type { PastGap } from './past.js';
import { type PlacedEntry, placedByPrecedence } from './placed-entry.js';
import type { Sequence } from './sequence.js';
import { SpanBlocks, type SpanSource } from './span-blocks.js';
import { gapStart, type Span } from './spans.js';

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

export interface LineupSource extends SpanSource {
  readonly version: number;
}

export function compileLineup({ version, grid, entries, gapFill, pastGap = null }: LineupSource): Lineup {
  const playable = entries.filter(({ isPlayable }) => isPlayable).sort(placedByPrecedence);
  let blocks: SpanBlocks | undefined;
  let key: string | undefined;
  let past: PastGap | null | undefined;
  // Worked out on first use: what merely compares two lineups may not need it.
  const relevantPast = () => {
    if (past === undefined) past = followsFromEntries(playable, pastGap) ? null : pastGap;
    return past;
  };
  return {
    get key() {
      key ??= lineupKey(grid, playable, gapFill, relevantPast());
      return key;
    },
    version,
    grid,
    gapFill,
    knownUntilFrame: Number.POSITIVE_INFINITY,
    spanAt(frame) {
      blocks ??= new SpanBlocks({ entries: playable, gapFill, pastGap: relevantPast(), grid });
      return blocks.spanAt(frame);
    },
  };
}

/** Whether the entries give the same start of the gap: they do unless an edit has changed those that are past. */
function followsFromEntries(entries: readonly PlacedEntry[], pastGap: PastGap | null): boolean {
  return pastGap === null || gapStart(entries, null, pastGap.effectiveFrame) === pastGap.originFrame;
}

/** A short name for everything that decides what is on air; titles, versions and the names of entries do not. */
function lineupKey(grid: Grid, entries: readonly PlacedEntry[], gapFill: Sequence, pastGap: PastGap | null): string {
  const past = pastGap === null ? [] : ['past', pastGap.originFrame, pastGap.effectiveFrame];
  return contentHash([grid.fps, gapFill.hash, ...past, ...entries.map(({ digest }) => digest)]);
}
