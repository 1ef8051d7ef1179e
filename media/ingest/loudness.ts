/** EBU R 128 loudness of a whole programme. Silence has −Infinity or the meter's floor of −70 LUFS. */
export interface Loudness {
  readonly integratedLufs: number;
  readonly truePeakDb: number;
}

export const TARGET_LUFS = -16;
/** EBU R 128, section "maximum permitted true peak level". */
const CEILING_DB = -1;
const SILENT_BELOW_LUFS = -60;
const MOST_GAIN_DB = 36;

/** How the loudness is brought to the target: one gain for the whole programme, and a limiter where peaks would clip. */
export interface LoudnessChange {
  readonly gainDb: number;
  /** What no peak may pass, as a sample value, when some would. */
  readonly limit: number | undefined;
}

/** Whether there is a loudness to change: neither silence nor what is shorter than the meter's 400 ms has one. */
export function hasLoudness({ integratedLufs }: Loudness): boolean {
  return integratedLufs > SILENT_BELOW_LUFS;
}

/** The gain is the same throughout ("linear"), so the programme's own dynamics stay. Silence stays silence. */
export function loudnessChange(loudness: Loudness): LoudnessChange {
  const { integratedLufs, truePeakDb } = loudness;
  if (!hasLoudness(loudness)) return { gainDb: 0, limit: undefined };
  const gainDb = Math.min(MOST_GAIN_DB, Math.round((TARGET_LUFS - integratedLufs) * 10) / 10);
  const clips = truePeakDb + gainDb > CEILING_DB;
  return { gainDb, limit: clips ? 10 ** (CEILING_DB / 20) : undefined };
}

/** The filter that writes what {@link LoudnessLog} reads. */
export const LOUDNESS_METER = 'ebur128=peak=true:framelog=verbose';

/**
 * Takes ffmpeg's log and keeps the last summary that its `ebur128` filter wrote into it. Where channels or sample rate
 * change, ffmpeg starts its filters anew: each such part has a summary of its own.
 */
export class LoudnessLog {
  #summaries = 0;
  #integratedLufs: number | undefined;
  #truePeakDb = Number.NEGATIVE_INFINITY;

  push(line: string): void {
    // What a filter says before that is of a trial.
    if (line.startsWith('Stream mapping:')) this.#summaries = 0;
    const match = /^\s+(I|Peak):\s+(\S+) (?:LUFS|dBFS)$/.exec(line);
    if (match === null) return;
    const value = match[2] === '-inf' ? Number.NEGATIVE_INFINITY : Number(match[2]);
    if (Number.isNaN(value)) return;
    if (match[1] === 'I') {
      this.#integratedLufs = value;
      this.#summaries += 1;
    } else this.#truePeakDb = value;
  }

  get parts(): number {
    return this.#summaries;
  }

  get summary(): Loudness | undefined {
    if (this.#integratedLufs === undefined) return undefined;
    return { integratedLufs: this.#integratedLufs, truePeakDb: this.#truePeakDb };
  }
}
