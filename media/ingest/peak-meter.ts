import { OPUS_PACKET_MS } from '../../shared/timeline/grid.js';

/** What a sound looks like, in the JSON form of BBC's audiowaveform: a pair of least and most for each stretch of it. */
export interface Waveform {
  readonly version: 2;
  readonly channels: 1;
  readonly sample_rate: number;
  readonly samples_per_pixel: number;
  readonly bits: 8;
  /** How many pairs `data` has. */
  readonly length: number;
  /** −128 to 127. */
  readonly data: readonly number[];
}

const SAMPLE_RATE = 48_000;
const CHANNELS = 2;
const MOST_PAIRS = 2000;
const SHORTEST_STRETCH = (SAMPLE_RATE / 1000) * OPUS_PACKET_MS;
const BYTES_PER_SAMPLE = 2;

/** Takes 16-bit stereo sound at 48 kHz, in pieces of any size; keeps one pair for each stretch, at most 2000 in all. */
export class PeakMeter {
  readonly #samplesPerPair: number;
  readonly #data: number[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #values = 0;
  #least = 0;
  #most = 0;

  /** @param samples how many will come, of each channel. */
  constructor(samples: number) {
    this.#samplesPerPair = Math.max(SHORTEST_STRETCH, Math.ceil(samples / MOST_PAIRS));
  }

  push(piece: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    const whole = bytes.length - (bytes.length % BYTES_PER_SAMPLE);
    this.#rest = Buffer.from(bytes.subarray(whole));
    for (let at = 0; at < whole; at += BYTES_PER_SAMPLE) {
      const value = bytes.readInt16LE(at);
      if (value < this.#least) this.#least = value;
      else if (value > this.#most) this.#most = value;
      this.#values += 1;
      if (this.#values === this.#samplesPerPair * CHANNELS) this.#endPair();
    }
  }

  waveform(): Waveform {
    if (this.#values > 0) this.#endPair();
    return {
      version: 2,
      channels: 1,
      sample_rate: SAMPLE_RATE,
      samples_per_pixel: this.#samplesPerPair,
      bits: 8,
      length: this.#data.length / 2,
      data: this.#data,
    };
  }

  #endPair(): void {
    this.#data.push(this.#least >> 8, this.#most >> 8);
    this.#values = 0;
    this.#least = 0;
    this.#most = 0;
  }
}
