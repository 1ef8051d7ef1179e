/** Where an edit starts later than it should, and by how much. */
export interface EditGap {
  readonly atS: number;
  readonly gapS: number;
}

/** The most pictures that a decoder may have to hold back (ITU-T H.264, section A.3.1, and H.265, section A.4.2: 16). */
const REORDER_DEPTH = 16;
const LEAST_GAP_S = 0.005;
/** More than this is meant. */
const MOST_GAP_S = 0.25;
const MOST_GAPS = 500;

/**
 * Takes the times of the pictures that are shown, and where between them others are not, as an edit list wants. ffmpeg lets
 * each edit but the first start late by as long as its pictures are reordered, for which nothing is shown.
 */
export class EditGaps {
  readonly found: EditGap[] = [];
  readonly #held: { readonly startS: number; readonly endS: number; readonly isBehindCut: boolean }[] = [];
  #cut = false;
  #endS: number | undefined;
  #behindCut = 0;

  discard(): void {
    this.#cut = this.#endS !== undefined || this.#held.length > 0;
  }

  show(startS: number, endS: number): void {
    if (this.#cut) this.#behindCut = 2 * REORDER_DEPTH;
    this.#cut = false;
    this.#behindCut -= 1;
    const place = this.#held.findLastIndex((held) => held.startS <= startS) + 1;
    this.#held.splice(place, 0, { startS, endS, isBehindCut: this.#behindCut > 0 });
    if (this.#held.length > REORDER_DEPTH) this.#next();
  }

  /** To be called behind the last picture. */
  end(): readonly EditGap[] {
    while (this.#held.length > 0) this.#next();
    return this.found;
  }

  #next(): void {
    const { startS, endS, isBehindCut } = this.#held.shift()!;
    const gapS = startS - (this.#endS ?? startS);
    if (isBehindCut && gapS > LEAST_GAP_S && gapS < MOST_GAP_S && this.found.length < MOST_GAPS) {
      this.found.push({ atS: startS, gapS });
    }
    this.#endS = endS;
  }
}
