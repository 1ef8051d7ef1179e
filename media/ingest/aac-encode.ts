import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { AAC_SAMPLES_PER_FRAME } from '../../shared/hls/aac-grid.js';
import type { Millis } from '../../shared/units.js';
import { aacFragment, aacInit } from '../mp4/aac-file.js';
import type { Clock } from '../playout/clock.js';
import { AAC_CHANNELS, AAC_KBPS, AAC_SAMPLE_RATE, type AacIndex, type PreparedIndex } from '../prepared-media.js';
import { adtsFrames } from './adts-frames.js';
import { IngestError } from './ingest-error.js';
import { runTool } from './run-tool.js';

const STALL_MS: Millis = 120_000;
/** The encoder ends with what it was given: so much silence makes it give out every sample. */
const PAD_SAMPLES = 2 * AAC_SAMPLES_PER_FRAME;

export interface AacEncoding {
  readonly workDir: string;
  readonly tools: { readonly ffmpeg: string };
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Encodes a file of Opus that is as long as an index says, without the encoder's priming, in the fragments of the index.
 * @param opusName of the Opus, in the work folder
 * @throws ToolError, AdtsError or IngestError when ffmpeg fails; the signal's reason when aborted.
 */
export async function encodeAac(
  index: PreparedIndex,
  opusName: string,
  outPath: string,
  { tools, workDir, clock, signal }: AacEncoding,
): Promise<AacIndex> {
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+warning', '-protocol_whitelist', 'file,pipe'],
    // A packet that is left out would move all that follows.
    ...['-xerror', '-f', 'ogg', '-i', `file:${opusName}`, '-map', '0:a:0', '-map_metadata', '-1'],
    ...['-af', `apad=pad_len=${PAD_SAMPLES}`, '-c:a', 'aac', '-b:a', `${AAC_KBPS}k`],
    ...['-ar', `${AAC_SAMPLE_RATE}`, '-ac', `${AAC_CHANNELS}`, '-f', 'adts', 'pipe:1'],
  ];
  const ffmpeg = { binary: tools.ffmpeg, workDir, clock, signal };
  const run = { ...ffmpeg, args, stallMs: STALL_MS, priority: 'lowest' as const };
  const file = await open(outPath, 'wx');
  try {
    return await runTool(run, (output) => writeTrack(index, adtsFrames(output), file));
  } finally {
    await file.close();
  }
}

async function writeTrack(index: PreparedIndex, encoded: AsyncIterable<Buffer>, file: FileHandle): Promise<AacIndex> {
  const samples = (index.frames * AAC_SAMPLE_RATE) / index.fps;
  const frames = Math.ceil(samples / AAC_SAMPLES_PER_FRAME);
  const endOf = (fragment: number): number =>
    fragment + 1 < index.fragments.length ? firstAacFrame(index, fragment + 1) : frames;
  const hash = createHash('sha256');
  const write = async (bytes: Buffer): Promise<void> => {
    hash.update(bytes);
    await file.writeFile(bytes);
  };
  const init = aacInit();
  await write(init);
  const fragments: AacIndex['fragments'] = [];
  let offset = init.length;
  let firstFrame = 0;
  let pending: Buffer[] = [];
  let isPriming = true;
  for await (const frame of encoded) {
    // To its end, whatever it is, or the tool would be thought to hang.
    if (!isPriming && fragments.length < index.fragments.length) pending.push(frame);
    isPriming = false;
    if (pending.length === 0 || firstFrame + pending.length < endOf(fragments.length)) continue;
    const bytes = aacFragment(fragments.length, firstFrame, pending);
    await write(bytes);
    fragments.push([offset, bytes.length, firstFrame, pending.length]);
    offset += bytes.length;
    firstFrame += pending.length;
    pending = [];
  }
  if (firstFrame !== frames)
    throw new IngestError('preparation-failed', undefined, `${firstFrame} of ${frames} AAC frames`);
  return {
    ...{ version: 1, codec: 'mp4a.40.2', sampleRate: AAC_SAMPLE_RATE, channels: AAC_CHANNELS },
    ...{ samplesPerFrame: AAC_SAMPLES_PER_FRAME, sha256: hash.digest('hex'), samples, frames, fragments },
  };
}

/** The first AAC frame of a fragment of an object: the one whose start is nearest to that of the fragment. */
function firstAacFrame(
  { fps, framesPerFragment }: Pick<PreparedIndex, 'fps' | 'framesPerFragment'>,
  fragment: number,
): number {
  return Math.round((fragment * framesPerFragment * AAC_SAMPLE_RATE) / (fps * AAC_SAMPLES_PER_FRAME));
}
