import { COMMON_SOUND_FILTERS, loudnessFilters } from './filter-graph.js';
import {
  LOUDNESS_METER,
  type Loudness,
  type LoudnessChange,
  LoudnessLog,
  loudnessChange,
  TARGET_LUFS,
} from './loudness.js';
import { ProgressReport } from './progress.js';
import { drain, REPORT_PIPE, runTool } from './run-tool.js';
import { EVENED_SOUND_NAME, inputArguments, SOURCE_NAME } from './source-arguments.js';
import type { AudioFacts } from './source-facts.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

/** A change whose limiter takes loudness away with the peaks, and what is left with it. */
export interface LimitedSound {
  readonly change: LoudnessChange;
  readonly reachedLufs: number;
}

const CLOSE_LU = 0.5;
const MOST_TRIES = 3;
/** More than this above the plain gain raises what lies between the peaks beyond recognition. */
const MOST_EXTRA_DB = 12;
/** What a decibel of gain must bring at the least: a sound that is all peaks gets no louder, only its noise does. */
const LEAST_LU_PER_DB = 0.3;

/**
 * Finds the gain with which a sound comes out of its limiter at the target, by trying: a limiter's loss cannot be computed.
 * @param measure how loud the sound is with a change.
 * @returns nothing for a sound that no limiter touches.
 */
export async function fitLimiter(
  loudness: Loudness,
  measure: (change: LoudnessChange) => Promise<number>,
): Promise<LimitedSound | undefined> {
  const plain = loudnessChange(loudness);
  if (plain.limit === undefined) return undefined;
  let best: LimitedSound = { change: plain, reachedLufs: await measure(plain) };
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    const missing = TARGET_LUFS - best.reachedLufs;
    const gainDb = round(Math.min(plain.gainDb + MOST_EXTRA_DB, best.change.gainDb + missing));
    const extraDb = gainDb - best.change.gainDb;
    if (Math.abs(missing) <= CLOSE_LU || Math.abs(extraDb) < CLOSE_LU) break;
    const change = { ...plain, gainDb };
    const reachedLufs = await measure(change);
    const isBetter = Math.abs(TARGET_LUFS - reachedLufs) < Math.abs(missing);
    if (!isBetter || Math.abs(reachedLufs - best.reachedLufs) < LEAST_LU_PER_DB * Math.abs(extraDb)) break;
    best = { change, reachedLufs };
  }
  return best;
}

/** The meter counts nothing above 10 LUFS, where samples of floating point may well be. */
const METER_ENDS_LUFS = 8;
const FAR_DOWN_DB = -50;

/** A loudness that may be more than the meter can show, measured far below. */
export async function trueLoudness(
  loudness: Loudness,
  measure: (change: LoudnessChange) => Promise<number>,
): Promise<Loudness> {
  if (loudness.integratedLufs < METER_ENDS_LUFS) return loudness;
  const lowered = await measure({ gainDb: FAR_DOWN_DB, limit: undefined });
  return { ...loudness, integratedLufs: round(lowered - FAR_DOWN_DB) };
}

/** How loud a sound of the source is with a change, in LUFS. */
export async function changedLoudness(
  { stream }: AudioFacts,
  isEvened: boolean,
  change: LoudnessChange,
  bench: Workbench,
): Promise<number> {
  const log = new LoudnessLog();
  const progress = new ProgressReport();
  const from = isEvened ? '0:0' : `0:${stream}`;
  const run = {
    ...onBench(bench),
    binary: bench.tools.ffmpeg,
    args: [
      ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-progress', REPORT_PIPE],
      ...[...inputArguments(isEvened ? EVENED_SOUND_NAME : SOURCE_NAME), '-map', from],
      ...['-af', `${COMMON_SOUND_FILTERS}${loudnessFilters(change)},${LOUDNESS_METER}`, '-f', 'null', '-'],
    ],
    onLogLine: (line: string) => log.push(line),
    onReportLine: (line: string) => progress.push(line),
  };
  try {
    await runTool(run, drain);
  } catch (error) {
    throw preparationFailure(error);
  }
  return log.summary?.integratedLufs ?? TARGET_LUFS;
}

function round(gainDb: number): number {
  return Math.round(gainDb * 10) / 10;
}
