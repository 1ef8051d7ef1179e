import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DamageLog } from './damage.js';
import { COMMON_SOUND_FILTERS } from './filter-graph.js';
import { LOUDNESS_METER, type Loudness, LoudnessLog } from './loudness.js';
import { ProgressReport } from './progress.js';
import { drain, REPORT_PIPE, runTool } from './run-tool.js';
import { EVENED_SOUND_NAME, inputArguments } from './source-arguments.js';
import type { AudioFacts } from './source-facts.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

/** 48 kHz, two channels of 32 bits; lossless coding makes less of it. */
const RAW_BYTES_PER_S = 48_000 * 2 * 4;
const LARGEST = 1.5;
const LEAST_BOUND_BYTES = 16 * 1024 * 1024;

export interface EvenedSound {
  readonly loudness: Loudness | undefined;
  /** Of the source's stream. */
  readonly damagedPackets: number;
}

/**
 * Makes a lossless copy of a sound whose channels or sample rate change midway. ffmpeg starts its filters anew at each
 * change, and with them whatever counts or measures; in the copy nothing changes.
 *
 * @param endS where the sound ends, in seconds from the start of the file.
 */
export async function evenSound(audio: AudioFacts, endS: number, bench: Workbench): Promise<EvenedSound> {
  const damage = new DamageLog();
  const loudness = new LoudnessLog();
  const progress = new ProgressReport();
  const ffmpeg = { ...onBench(bench), binary: bench.tools.ffmpeg };
  const copy = {
    ...ffmpeg,
    args: [
      ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+warning'],
      ...inputArguments(),
      ...['-map', `0:${audio.stream}`, '-c:a', 'flac', '-sample_fmt', 's32', '-ar', '48000', '-ac', '2'],
      ...['-f', 'matroska', 'pipe:1'],
    ],
    mostBytes: LEAST_BOUND_BYTES + LARGEST * endS * RAW_BYTES_PER_S,
    onLogLine: (line: string) => damage.push(line),
  };
  const meter = {
    ...ffmpeg,
    args: [
      ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-progress', REPORT_PIPE],
      ...inputArguments(EVENED_SOUND_NAME),
      ...['-af', `${COMMON_SOUND_FILTERS},${LOUDNESS_METER}`, '-f', 'null', '-'],
    ],
    onLogLine: (line: string) => loudness.push(line),
    onReportLine: (line: string) => progress.push(line),
  };
  try {
    const file = createWriteStream(join(bench.folder, EVENED_SOUND_NAME), { flags: 'wx' });
    await runTool(copy, (output) => pipeline(output, file));
    await runTool(meter, drain);
  } catch (error) {
    throw preparationFailure(error);
  }
  return { loudness: loudness.summary, damagedPackets: damage.count(audio.stream) };
}
