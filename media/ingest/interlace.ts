import { drain, runTool } from './run-tool.js';
import { inputArguments } from './source-arguments.js';
import type { FieldOrder, SourceFacts, VideoFacts } from './source-facts.js';
import { ToolError } from './tool-error.js';
import { onBench, type Workbench } from './workbench.js';

/** How many pictures of a sample look interlaced, by the field that comes first, and how many do not. */
export interface FieldCount {
  readonly topFirst: number;
  readonly bottomFirst: number;
  readonly progressive: number;
}

const SAMPLE_FRAMES = 120;
const SAMPLE_AT = 0.3;
/** Between these, and at no more frames a second, pictures are made of fields: 480i, 576i and 1080i. */
const FEWEST_LINES = 400;
const MOST_LINES = 1088;
const MOST_FPS = 30.5;
/** Fewer pictures with motion in them prove nothing. */
const ENOUGH = 10;
/** What a file says of itself is often wrong, one way more often than the other. */
const SHARE_WHERE_TOLD = 0.2;
const SHARE_WHERE_NOT = 0.6;

/** Which field of an interlaced picture comes first; undefined for one that is not interlaced. */
export function firstField(
  told: FieldOrder | undefined,
  seen: FieldCount | undefined,
): Exclude<FieldOrder, 'progressive'> | undefined {
  const toldFields = told === 'progressive' ? undefined : told;
  const fields = (seen?.topFirst ?? 0) + (seen?.bottomFirst ?? 0);
  const pictures = fields + (seen?.progressive ?? 0);
  if (seen === undefined || pictures < ENOUGH) return toldFields;
  if (fields / pictures < (toldFields ? SHARE_WHERE_TOLD : SHARE_WHERE_NOT)) return undefined;
  return seen.topFirst >= seen.bottomFirst ? 'top-first' : 'bottom-first';
}

/** Looks at some pictures from within a source, unless it cannot be interlaced. */
export async function countFields(facts: SourceFacts, bench: Workbench): Promise<FieldCount | undefined> {
  if (!mayBeInterlaced(facts.video)) return undefined;
  let count: FieldCount | undefined;
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info'],
    ...['-ss', `${((facts.claimedDurationS ?? 0) * SAMPLE_AT).toFixed(3)}`, ...inputArguments()],
    ...['-map', `0:${facts.video.stream}`, '-vf', 'idet', '-frames:v', `${SAMPLE_FRAMES}`, '-f', 'null', '-'],
  ];
  const run = {
    ...onBench(bench),
    binary: bench.tools.ffmpeg,
    args,
    onLogLine(line: string): void {
      count = parseFieldCount(line) ?? count;
    },
  };
  try {
    await runTool(run, drain);
  } catch (error) {
    // A file may be too damaged to be entered midway: then what it says of itself has to do.
    if (!(error instanceof ToolError) || error.failure.kind !== 'ended') throw error;
  }
  return count;
}

/** Reads the line that ffmpeg's `idet` filter ends with. */
export function parseFieldCount(line: string): FieldCount | undefined {
  const match = /Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+) Progressive:\s*(\d+)/.exec(line);
  if (match === null) return undefined;
  return { topFirst: Number(match[1]), bottomFirst: Number(match[2]), progressive: Number(match[3]) };
}

function mayBeInterlaced({ fieldOrder, height, fps = 0 }: VideoFacts): boolean {
  const told = fieldOrder !== undefined && fieldOrder !== 'progressive';
  return told || (height >= FEWEST_LINES && height <= MOST_LINES && fps <= MOST_FPS);
}
