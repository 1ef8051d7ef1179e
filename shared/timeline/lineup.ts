import type { Grid } from './grid.js';
import type { ScheduleEntry, Span } from './schedule.js';
import { resolveSpans } from './schedule.js';
import type { Sequence } from './sequence.js';

/** A channel's schedule resolved for one audience: all that a position is computed from (TL2). */
export interface Lineup {
  /** Equal for equal content: lineups with equal keys share one feed. */
  readonly key: string;
  readonly version: number;
  readonly grid: Grid;
  readonly spans: readonly Span[];
  /** The first frame of every span, for the binary search. */
  readonly spanStarts: Float64Array;
  /** What fills a gap (TL1): the channel's filler, else the built-in slate; the items' own kind tells which. */
  readonly gapFill: Sequence;
}

export interface LineupSource {
  readonly version: number;
  readonly grid: Grid;
  readonly entries: readonly ScheduleEntry[];
  readonly gapFill: Sequence;
}

export function compileLineup({ version, grid, entries, gapFill }: LineupSource): Lineup {
  const spans = resolveSpans(entries);
  return {
    key: lineupKey(grid, spans, gapFill),
    version,
    grid,
    spans,
    spanStarts: Float64Array.from(spans, (span) => span.startFrame),
    gapFill,
  };
}

/** A short name for everything that decides what is on air; the schedule's version is not part of it. */
function lineupKey(grid: Grid, spans: readonly Span[], gapFill: Sequence): string {
  const hash = new ContentHash();
  hash.add(grid.fps);
  addItems(hash, gapFill);
  for (const { startFrame, endFrame, entry } of spans) {
    hash.add(startFrame);
    hash.add(endFrame);
    if (entry === null) continue;
    hash.add(entry.startFrame);
    hash.add(entry.endFrame);
    addItems(hash, entry.sequence);
  }
  return hash.digest();
}

function addItems(hash: ContentHash, sequence: Sequence): void {
  hash.add(sequence.id);
  for (const item of sequence.items) {
    hash.add(item.kind);
    hash.add(item.mediaId);
    hash.add(item.objectId);
    hash.add(item.title);
    hash.add(item.inFrame);
    hash.add(item.frames);
  }
}

/** FNV-1a over 64 bits, in two halves with different seeds: a name for a few thousand lineups, no secret. */
class ContentHash {
  #low = 0x811c9dc5;
  #high = 0x01000193;

  add(part: string | number): void {
    const text = `${part}\u0000`;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      this.#low = Math.imul(this.#low ^ unit, 0x01000193) >>> 0;
      this.#high = Math.imul(this.#high ^ unit ^ (this.#low >>> 16), 0x01000193) >>> 0;
    }
  }

  digest(): string {
    return [this.#high, this.#low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }
}
