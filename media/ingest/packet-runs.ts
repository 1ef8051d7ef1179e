import { type EditGap, EditGaps } from './edit-gaps.js';

/** Packets of one stream that follow one another on one clock. Times are the file's own, in seconds. */
export interface PacketRun {
  /** The number of its first packet, among those of its stream. */
  readonly first: number;
  /** Where its first packet stands among the packets of all streams. */
  readonly order: number;
  readonly packets: number;
  /** When the first packet is decoded. */
  readonly decodedS: number;
  /** When what is shown or heard first of it starts, and what is last ends. */
  readonly startS: number;
  readonly endS: number;
  /** How long its packets last, one by one. */
  readonly lastingS: number;
}

/** A stretch of a run for which no packet comes, though the one before it may be said to last so long. */
export interface Leap {
  readonly fromS: number;
  readonly toS: number;
}

export interface DemuxedPacket {
  readonly order: number;
  readonly dtsS: number | undefined;
  readonly ptsS: number | undefined;
  readonly durationS: number;
  /** Whether it is left out when the file is played, as an edit list wants. */
  readonly isDiscarded: boolean;
}

/** Times within a stream never go back, but for rounding and for pictures that are shown in another order. */
const BACK_S = 0.5;
/** Further on than this something is missing, or another recording begins. */
const AHEAD_S = 3;
/** A file with more breaks than this is left as it is. */
const MOST_RUNS = 1000;

/** Takes the packets of one stream in the order of the file, and tells where its clock breaks. */
export class PacketRuns {
  readonly #leaps: Leap[] = [];
  readonly #edits = new EditGaps();
  readonly #runs: { -readonly [Key in keyof PacketRun]: PacketRun[Key] }[] = [];
  #packets = 0;
  #lastS = 0;
  #lastDurationS = 0;
  /** Between decoding and showing a packet, for those that tell their decoding alone. */
  #leastDelayS = Number.POSITIVE_INFINITY;
  #tooMany = false;

  push({ order, dtsS, ptsS, durationS, isDiscarded }: DemuxedPacket): void {
    const number = this.#packets;
    this.#packets += 1;
    if (isDiscarded) {
      this.#edits.discard();
      return;
    }
    let run = this.#runs.at(-1);
    const nextS = this.#lastS + this.#lastDurationS;
    const decodedS = dtsS ?? ptsS ?? (run === undefined ? 0 : nextS);
    const isBreak = decodedS < this.#lastS - BACK_S || decodedS > nextS + AHEAD_S;
    if (run === undefined || (isBreak && !this.#tooMany)) {
      run = {
        first: number,
        order,
        packets: 0,
        decodedS,
        startS: Number.POSITIVE_INFINITY,
        endS: decodedS,
        lastingS: 0,
      };
      if (this.#runs.push(run) > MOST_RUNS) this.#tooMany = true;
    }
    if (dtsS !== undefined && ptsS !== undefined) this.#leastDelayS = Math.min(this.#leastDelayS, ptsS - dtsS);
    if (!isBreak && number > 0 && decodedS - this.#lastS > AHEAD_S && this.#leaps.length < MOST_RUNS) {
      this.#leaps.push({ fromS: run.endS - this.#lastDurationS, toS: decodedS });
    }
    const shownS = ptsS ?? decodedS + (Number.isFinite(this.#leastDelayS) ? this.#leastDelayS : 0);
    this.#edits.show(shownS, shownS + durationS);
    run.packets += 1;
    run.lastingS += durationS;
    run.startS = Math.min(run.startS, shownS);
    run.endS = Math.max(run.endS, shownS + durationS);
    this.#lastS = decodedS;
    this.#lastDurationS = durationS;
  }

  get packets(): number {
    return this.#packets;
  }

  get editGaps(): readonly EditGap[] {
    return this.#edits.end();
  }

  get leaps(): readonly Leap[] {
    return this.#leaps;
  }

  /** Undefined when its clock breaks too often to make sense of. */
  get runs(): readonly PacketRun[] | undefined {
    return this.#tooMany ? undefined : this.#runs;
  }
}
