import { DamageLog } from './damage.js';
import { COMMON_SOUND_FILTERS } from './filter-graph.js';
import { IngestError } from './ingest-error.js';
import { countFields } from './interlace.js';
import { LineSplitter } from './line-splitter.js';
import { LOUDNESS_METER, LoudnessLog } from './loudness.js';
import { PacketSurvey, type StreamSpan } from './packet-survey.js';
import type { SourceSurvey } from './plan.js';
import { runTool } from './run-tool.js';
import { inputArguments } from './source-arguments.js';
import type { AudioFacts, SourceFacts } from './source-facts.js';
import { ToolError } from './tool-error.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

const VIDEO = 0;
const AUDIO = 1;
const DECODED = 2;
/** Where next to nothing of a sound can be decoded, there is none. */
const MOST_UNDECODABLE_SHARE = 0.9;
/** Each takes reading the file once. */
const MOST_SOUNDS_TRIED = 3;

/** Picture and sound may both start this long behind the start of the file; more is the doing of another stream. */
const ORIGIN_TOLERATED_S = 0.1;

/** A sound that was to be taken, and why it could not be. */
export interface LostSound {
  readonly audio: AudioFacts;
  readonly why: 'unknown-codec' | 'encrypted' | 'undecodable';
}

export interface SurveyedSource {
  readonly survey: Omit<SourceSurvey, 'editGaps'>;
  /** With the sound that was taken. */
  readonly facts: SourceFacts;
  readonly lostSounds: readonly LostSound[];
}

/**
 * Reads a source once, without decoding its picture: the times of its packets, and the loudness of its sound, filtered
 * as it will be encoded. A sound that cannot be decoded is left out, and the next one taken.
 * @throws IngestError source-no-picture, source-damaged
 */
export async function surveySource(
  facts: SourceFacts,
  bench: Workbench,
  onProgress: (reachedS: number) => void,
): Promise<SurveyedSource> {
  const [sound, ...others] = facts.audio
    ? [facts.audio, ...facts.sounds.filter(({ stream }) => stream !== facts.audio?.stream)]
    : [];
  const candidates: (AudioFacts | undefined)[] = sound ? [sound, ...others].slice(0, MOST_SOUNDS_TRIED) : [];
  const lostSounds: LostSound[] = [];
  for (const audio of [...candidates, undefined]) {
    const tried = { ...facts, audio };
    const survey = await surveyOnce(tried, bench, onProgress);
    if (survey !== undefined) return { survey, facts: tried, lostSounds };
    lostSounds.push({ audio: audio!, why: 'undecodable' });
  }
  throw new IngestError('preparation-failed');
}

/** Answers nothing when the sound cannot be decoded. */
async function surveyOnce(
  facts: SourceFacts,
  bench: Workbench,
  onProgress: (reachedS: number) => void,
): Promise<SurveyedSource['survey'] | undefined> {
  const packets = new PacketSurvey(facts.audio && DECODED);
  const loudness = new LoudnessLog();
  const damage = new DamageLog();
  const run = {
    ...onBench(bench),
    binary: bench.tools.ffmpeg,
    args: surveyArguments(facts),
    onLogLine(line: string): void {
      loudness.push(line);
      damage.push(line);
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
    // Without the sound it shows whether that was the cause.
    if (facts.audio && error instanceof ToolError && error.failure.kind === 'ended') return undefined;
    throw preparationFailure(error);
  }
  const video = packets.span(VIDEO);
  const spacing = packets.spacing(VIDEO);
  if (video === undefined || spacing === undefined) {
    throw new IngestError('source-no-picture', 'The file announces a picture, and has none.');
  }
  const audio = facts.audio && packets.span(AUDIO);
  const soundClock = facts.audio && packets.soundClock();
  if (facts.audio && audio) {
    const share = damage.count(facts.audio.stream) / audio.packets;
    if (soundClock === undefined || share > MOST_UNDECODABLE_SHARE) return undefined;
  }
  const fields = await countFields(facts, bench);
  const earliestS = Math.min(video.startS, audio?.startS ?? video.startS);
  const originS = earliestS > ORIGIN_TOLERATED_S ? earliestS : 0;
  return {
    ...{ video: from(video, originS), audio: audio && from(audio, originS), originS, spacing, fields, soundClock },
    ...{ loudness: loudness.summary, soundChanges: loudness.parts > 1 },
  };
}

function from({ startS, endS, ...span }: StreamSpan, originS: number): StreamSpan {
  return { ...span, startS: startS - originS, endS: endS - originS };
}

function surveyArguments({ video, audio }: SourceFacts): string[] {
  const meter = `[metered]${COMMON_SOUND_FILTERS},${LOUDNESS_METER}[measured]`;
  // Its times as they are, for how they go with its samples.
  const clock = '[timed]aresample=48000,aformat=sample_fmts=s16:channel_layouts=mono[clock]';
  const graph = `[0:${audio?.stream}]asplit[metered][timed];${meter};${clock}`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+info'],
    ...inputArguments(),
    ...(audio ? ['-filter_complex', graph, '-map', '[measured]', '-f', 'null', '-'] : []),
    ...['-map', `0:${video.stream}`, ...(audio ? ['-map', `0:${audio.stream}`, '-map', '[clock]'] : [])],
    ...['-c', 'copy', ...(audio ? ['-c:a:1', 'pcm_s16le'] : []), '-copyinkf', '-f', 'framecrc', 'pipe:1'],
  ];
}
