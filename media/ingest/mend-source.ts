import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MendPlan, RunTimes, StreamTimes } from './mend-plan.js';
import { runTool } from './run-tool.js';
import { SOURCE_NAME, sourceArguments } from './source-arguments.js';
import type { SourceFacts } from './source-facts.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

const TS_PICTURES = /^(h264|hevc|mpeg1video|mpeg2video|mpeg4)$/;
const TS_SOUNDS = /^(aac|aac_latm|ac3|eac3|mp2|mp3|dts|opus)$/;
const MENDED_NAME = 'mended';
/** What a container adds to its packets, at the most. */
const LEAST_BOUND_BYTES = 64 * 1024 * 1024;
const LARGEST = 1.5;
/** The copy starts here, for decoding may start before the first picture is shown. */
const LEAD_S = 10;
/** What all times are moved by before they are set, so that none of them is near 0. */
const AWAY_S = 100_000;

/**
 * Copies the picture and the sound of a source into a file whose packets have the times of a plan, and puts that file in
 * the place of the source.
 * @returns the facts of the source, with the numbers of its streams in the new file.
 */
export async function mendSource(facts: SourceFacts, plan: MendPlan, bench: Workbench): Promise<SourceFacts> {
  const { video, audio, sizeBytes } = facts;
  const run = {
    ...onBench(bench),
    binary: bench.tools.ffmpeg,
    args: [
      ...[
        '-hide_banner',
        '-nostdin',
        '-nostats',
        '-loglevel',
        'error',
        '-copyts',
        '-fflags',
        '+genpts',
        '-itsoffset',
        `${AWAY_S}`,
      ],
      ...sourceArguments(),
      ...['-map', `0:${video.stream}`, ...(audio ? ['-map', `0:${audio.stream}`] : [])],
      ...['-c', 'copy', '-copyinkf', '-bsf:v', retimed(plan.video), ...(audio ? ['-bsf:a', retimed(plan.audio)] : [])],
      ...['-max_interleave_delta', '0', '-f', formatFor(facts), 'pipe:1'],
    ],
    mostBytes: LEAST_BOUND_BYTES + LARGEST * sizeBytes,
  };
  const path = join(bench.folder, MENDED_NAME);
  try {
    const file = createWriteStream(path, { flags: 'wx' });
    await runTool(run, (output) => pipeline(output, file));
  } catch (error) {
    throw preparationFailure(error);
  }
  await rm(join(bench.folder, SOURCE_NAME));
  await rename(path, join(bench.folder, SOURCE_NAME));
  return { ...facts, video: { ...video, stream: 0 }, audio: audio && { ...audio, stream: 1 } };
}

/** What is broadcast may lack, in its head, what Matroska wants to know; a transport stream wants nothing. */
function formatFor({ container, video, audio }: SourceFacts): 'mpegts' | 'matroska' {
  const fits = TS_PICTURES.test(video.codec) && (audio === undefined || TS_SOUNDS.test(audio.codec));
  return /^mpeg(ts)?\b/.test(container) && fits ? 'mpegts' : 'matroska';
}

/** ffmpeg's filter that sets the times of packets by their number. */
function retimed({ firstDecodedS, runs }: StreamTimes): string {
  const ticks = `st(0,if(eq(N,0),${ticksPerSecond(firstDecodedS)},ld(0)))`;
  return `setts=pts=${retimedBy(runs, 'PTS', ticks)}:dts=${retimedBy(runs, 'DTS', ticks)}`;
}

/**
 * ffmpeg 5 hands packets over in the ticks of Matroska, milliseconds, and calls them ticks of the source; later ones mean
 * what they say. The first packet tells which it is.
 */
function ticksPerSecond(firstDecodedS: number): string {
  return `if(lt(abs(DTS*TB/${(firstDecodedS + AWAY_S).toFixed(6)}-1),0.01),1/TB,1000)`;
}

function retimedBy(runs: readonly RunTimes[], name: 'PTS' | 'DTS', ticks: string): string {
  const parts = runs.map((run, index) => {
    const next = runs[index + 1];
    const here = next === undefined ? `gte(N,${run.first})` : `between(N,${run.first},${next.first - 1})`;
    if (run.kind === 'shifted') {
      const shift = `round(${(run.shiftS + LEAD_S - AWAY_S).toFixed(6)}*ld(0))`;
      return `${here}*if(eq(${name},NOPTS),NOPTS,${name}+${shift})`;
    }
    const { first, startS, spacingS } = run;
    return `${here}*round((${(startS + LEAD_S).toFixed(6)}+(N-${first})*${spacingS.toFixed(6)})*ld(0))`;
  });
  return `0*${ticks}+${parts.join('+')}`.replaceAll(',', '\\,');
}
