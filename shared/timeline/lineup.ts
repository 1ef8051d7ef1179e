import type { FrameIndex } from '../units.js';
import { contentHash } from './content-hash.js';
import type { Grid } from './grid.js';
import { type PlacedEntry, placedByPrecedence } from './placed-entry.js';
import type { Sequence } from './sequence.js';
import { SpanBlocks } from './span-blocks.js';
import type { Span } from './spans.js';

/** A channel's schedule resolved for one audience: all that a position is computed from (TL2). */
export interface Lineup {
  /** Equal for equal content, whatever its titles and versions: lineups with equal keys share one feed. */
  readonly key: string;
  readonly version: number;
  readonly grid: Grid;
  /** What is on air in gaps (TL1): the channel's filler, else the built-in slate. */
  readonly gapFill: Sequence;
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
    spanAt: (frame) => blocks.spanAt(frame),
  };
}

/** A short name for everything that decides what is on air; titles, versions and the names of entries do not. */
function lineupKey(grid: Grid, entries: readonly PlacedEntry[], gapFill: Sequence): string {
  return contentHash([grid.fps, gapFill.hash, ...entries.map(({ digest }) => digest)]);
}
