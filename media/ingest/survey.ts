import { COMMON_SOUND_FILTERS } from './filter-graph.js';
import { IngestError } from './ingest-error.js';
import { countFields } from './interlace.js';
import { LineSplitter } from './line-splitter.js';
import { LOUDNESS_METER, LoudnessLog } from './loudness.js';
import { PacketSurvey } from './packet-survey.js';
import type { SourceSurvey } from './plan.js';
import { runTool } from './run-tool.js';
import { sourceArguments } from './source-arguments.js';
import type { SourceFacts } from './source-facts.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

const VIDEO = 0;
const AUDIO = 1;

/**
 * Reads a source once, without decoding its picture: the times of its packets, and the loudness of its sound, filtered
 * as it will be encoded.
 * @throws IngestError source-no-picture, source-damaged
 */
export async function surveySource(
  facts: SourceFacts,
  bench: Workbench,
  onProgress: (reachedS: number) => void,
): Promise<SourceSurvey> {
  const packets = new PacketSurvey();
  const loudness = new LoudnessLog();
  const run = {
    ...onBench(bench),
    binary: bench.tools.ffmpeg,
    args: surveyArguments(facts),
    onLogLine(line: string): void {
      loudness.push(line);
    },
  };
  try {
    await runTool(run, async (output) => {
      const lines = new LineSplitter((line) => packets.push(line));
      for await (const chunk of output) {
        lines.push(chunk.toString('latin1'));
        onProgress(packets.span(VIDEO)?.endS ?? 0);
      }
      lines.end();
    });
  } catch (error) {
    throw preparationFailure(error);
  }
  const video = packets.span(VIDEO);
  const spacing = packets.spacing(VIDEO);
  if (video === undefined || spacing === undefined) {
    throw new IngestError('source-no-picture', 'The file announces a picture, and has none.');
  }
  const audio = facts.audio && packets.span(AUDIO);
  const fields = await countFields(facts, bench);
  return { video, audio, spacing, fields, loudness: loudness.summary, soundChanges: loudness.parts > 1 };
}

function surveyArguments({ video, audio }: SourceFacts): string[] {
  const meter = `[0:${audio?.stream}]${COMMON_SOUND_FILTERS},${LOUDNESS_METER}[metered]`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+info'],
    ...sourceArguments(),
    ...(audio ? ['-filter_complex', meter, '-map', '[metered]', '-f', 'null', '-'] : []),
    ...['-map', `0:${video.stream}`, ...(audio ? ['-map', `0:${audio.stream}`] : [])],
    ...['-c', 'copy', '-copyinkf', '-f', 'framecrc', 'pipe:1'],
  ];
}
