/** How the pictures of a stream follow one another. */
export interface Spacing {
  /** The part of the pictures that do not come at the usual distance behind the one before, 0 to 1. */
  readonly unevenShare: number;
  /** Whether they are stored in another order than they are shown: there are B-frames. */
  readonly reordered: boolean;
  /** How many there are in how many seconds, where they come at the usual distance; none for a single picture. */
  readonly perSecond: { readonly frames: number; readonly seconds: number } | undefined;
}

/** The most pictures that a decoder may have to hold back (ITU-T H.264, section A.3.1, and H.265, section A.4.2: 16). */
const REORDER_DEPTH = 16;
const STEP_S = 0.0005;
const LONGEST_STEPS = 4000;
/** Containers round times to a millisecond, and telecined or field-coded pictures alternate a little. */
const TOLERATED_STEPS = 2;
const TOLERATED_SHARE = 0.25;

/** Takes the times of pictures in the order they are stored; keeps a histogram, whose size is fixed. */
export class FrameSpacing {
  readonly #counts = new Uint32Array(LONGEST_STEPS + 1);
  readonly #seconds = new Float64Array(LONGEST_STEPS + 1);
  readonly #held: number[] = [];
  #latestS = Number.NEGATIVE_INFINITY;
  #shownS: number | undefined;
  #distances = 0;
  #reordered = false;

  push(atS: number): void {
    if (atS < this.#latestS) this.#reordered = true;
    this.#latestS = Math.max(this.#latestS, atS);
    const place = this.#held.findLastIndex((heldS) => heldS <= atS) + 1;
    this.#held.splice(place, 0, atS);
    if (this.#held.length > REORDER_DEPTH) this.#show(this.#held.shift()!);
  }

  /** To be asked for behind the last picture. */
  summary(): Spacing {
    for (const heldS of this.#held.splice(0)) this.#show(heldS);
    const usual = this.#medianSteps();
    const tolerated = usual * TOLERATED_SHARE + TOLERATED_STEPS;
    let [even, usualFrames, seconds] = [0, 0, 0];
    for (const [steps, count] of this.#counts.entries()) {
      const off = Math.abs(steps - usual);
      if (off <= tolerated) even += count;
      if (off > TOLERATED_STEPS) continue;
      usualFrames += count;
      seconds += this.#seconds[steps]!;
    }
    return {
      unevenShare: this.#distances === 0 ? 0 : 1 - even / this.#distances,
      reordered: this.#reordered,
      perSecond: seconds > 0 ? { frames: usualFrames, seconds } : undefined,
    };
  }

  #show(atS: number): void {
    if (this.#shownS !== undefined) {
      const steps = Math.min(LONGEST_STEPS, Math.max(0, Math.round((atS - this.#shownS) / STEP_S)));
      this.#counts[steps]! += 1;
      this.#seconds[steps]! += atS - this.#shownS;
      this.#distances += 1;
    }
    this.#shownS = atS;
  }

  #medianSteps(): number {
    let passed = 0;
    return this.#counts.findIndex((count) => {
      passed += count;
      return passed * 2 >= this.#distances;
    });
  }
}
