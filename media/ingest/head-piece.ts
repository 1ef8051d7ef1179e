import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gridFor, packetAtStepFrame } from '../../shared/timeline/grid.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import { preparedLayers } from '../house.js';
import type { Clock } from '../playout/clock.js';
import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../prepared-media.js';
import type { BlobStore } from '../store/blob-store.js';
import { fileArguments, layerArguments } from './encode-arguments.js';
import { writeHouseFile } from './house-file.js';
import { type PublishDeps, publishObject } from './publish.js';
import { inputPipe } from './run-tool.js';

const STALL_MS = 30_000;
const LONGEST_MS = 10 * 60_000;

/** Where a trim starts. */
export interface InPoint {
  /** The object that is trimmed. */
  readonly objectId: string;
  /** On a step of the house grid (TL3), and at no start of a GOP. */
  readonly inFrame: FrameIndex;
}

export interface HeadPieceDeps extends PublishDeps {
  readonly workDir: string;
  readonly tools: { readonly ffmpeg: string };
  readonly clock: Pick<Clock, 'setTimer'>;
}

/** How many frames lie between an in point and the next start of a GOP; 0 when it is one itself. */
export function headFrames(
  { frames, framesPerFragment }: Pick<PreparedIndex, 'frames' | 'framesPerFragment'>,
  inFrame: FrameIndex,
): number {
  const gopStart = Math.ceil(inFrame / framesPerFragment) * framesPerFragment;
  return Math.max(0, Math.min(frames, gopStart) - inFrame);
}

/**
 * Makes what lies between an in point and the next GOP playable: an object of one fragment that starts with an IDR on every
 * layer. Its pictures are encoded anew from the stored layers; its Opus packets are the stored ones, so the sound runs on
 * into the main object as if nothing had been cut. IDRs of the tune-in layer are counted from its own start, and its end
 * is a GOP start of the main object: nowhere are they further apart than in any media.
 *
 * @throws RangeError for an in point that needs none, or is not in the object; IngestError when ffmpeg fails.
 */
export async function makeHeadPiece(
  { objectId, inFrame }: InPoint,
  deps: HeadPieceDeps,
): Promise<{ readonly objectId: string; readonly frames: number }> {
  const index = parsePreparedIndex(await deps.store.read(mediaKeys(objectId).index));
  const grid = gridFor(index.fps);
  const frames = headFrames(index, inFrame);
  if (frames === 0 || inFrame < 0 || inFrame % grid.framesPerStep !== 0) {
    throw new RangeError(`no head piece can be made of ${objectId} from frame ${inFrame}`);
  }
  const layers = preparedLayers(index.layers, index.fps);
  const firstFrame = inFrame % index.framesPerFragment;
  const folder = join(deps.workDir, `head-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    const mediaPath = join(folder, 'media.mp4');
    const run = {
      ...{ binary: deps.tools.ffmpeg, workDir: folder, clock: deps.clock, signal: deps.signal },
      ...{ stallMs: STALL_MS as Millis, longestMs: LONGEST_MS },
      args: headArguments(index, firstFrame, packetAtStepFrame(grid, firstFrame)),
      inputs: [await readFragment(deps.store, objectId, index, Math.floor(inFrame / index.framesPerFragment))],
    };
    const made = await writeHouseFile(run, { house: { fps: index.fps }, layers, frames }, mediaPath);
    await publishObject({ objectId: made.sha256, mediaPath, index: made.index, attachments: {} }, deps);
    return { objectId: made.sha256, frames };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The head of the file and one of its fragments: a file of its own to ffmpeg. */
async function readFragment(store: BlobStore, objectId: string, index: PreparedIndex, number: number) {
  const { media } = mediaKeys(objectId);
  const [headBytes] = index.fragments[0]!;
  const [offset, length] = index.fragments[number]!;
  return [await store.read(media, { offset: 0, length: headBytes }), await store.read(media, { offset, length })];
}

/** @param packets how many Opus packets of the fragment lie before the in point. */
function headArguments({ layers, fps, audioTrackId }: PreparedIndex, firstFrame: number, packets: number): string[] {
  const filters = layers.map(
    ({ trackId }, layer) =>
      `[0:i:${trackId}]trim=start_frame=${firstFrame},setpts=PTS-STARTPTS,fps=${fps}:start_time=0:round=near[layer${layer}]`,
  );
  // As in every prepared file: the top layer first.
  const topFirst = preparedLayers(layers, fps)
    .map((spec, layer) => ({ spec, layer }))
    .reverse();
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+warning', '-protocol_whitelist', 'pipe'],
    ...['-f', 'mov', '-i', inputPipe(0), '-filter_complex', filters.join(';')],
    ...topFirst.flatMap(({ layer }) => ['-map', `[layer${layer}]`]),
    ...['-map', `0:i:${audioTrackId}`, '-map_metadata', '-1'],
    ...topFirst.flatMap(({ spec }, track) => layerArguments(spec, track, fps)),
    // With one thread x264 repeats itself: the same piece made twice is one object.
    ...['-threads', '1', '-c:a', 'copy'],
    ...['-bsf:a', `noise=drop=lt(n\\,${packets}),setts=ts=N*960:duration=960`],
    ...fileArguments(),
  ];
}
