import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { PreparedIndex } from '../prepared-media.js';
import { keyPictures } from './key-pictures.js';
import { inputPipe, runTool } from './run-tool.js';
import { planStoryboard, type StoryboardPlan, storyboardVtt } from './storyboard.js';
import { tellingPicture } from './telling-picture.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

export interface Pictures {
  /** JPEG. */
  readonly poster: Buffer;
  /** JPEG. */
  readonly storyboard: Buffer;
  /** WebVTT. */
  readonly storyboardVtt: Buffer;
}

const TUNE_IN = 0;
const WIDEST_POSTER = 640;
/** Of what is compared to choose the poster. */
const GREY = { width: 32, height: 18 };
const SPRITE_NAME = 'storyboard.jpg';
/** JPEG has the matrix of BT.601 and full range (JFIF 1.02). */
const TO_JPEG = 'in_color_matrix=bt709:out_color_matrix=smpte170m:out_range=pc,format=yuvj420p';

/** Makes the still pictures of a prepared file, of nothing but the first pictures of its fragments. */
export async function makePictures(mediaPath: string, index: PreparedIndex, bench: Workbench): Promise<Pictures> {
  const plan = planStoryboard(index);
  try {
    const told = await runTool(
      {
        ...onBench(bench),
        binary: bench.tools.ffmpeg,
        args: storyboardArguments(plan),
        inputs: [keyPictures(mediaPath, index, TUNE_IN, plan.fragments)],
      },
      buffer,
    );
    const fragment = plan.fragments[tellingPicture(greyPictures(told))]!;
    const poster = await runTool(
      {
        ...onBench(bench),
        binary: bench.tools.ffmpeg,
        args: posterArguments(),
        inputs: [keyPictures(mediaPath, index, index.layers.length - 1, [fragment])],
      },
      buffer,
    );
    const storyboard = await readFile(join(bench.folder, SPRITE_NAME));
    return { poster, storyboard, storyboardVtt: Buffer.from(storyboardVtt(plan, index, SPRITE_NAME)) };
  } catch (error) {
    throw preparationFailure(error);
  }
}

const INPUT = ['-hide_banner', '-nostats', '-loglevel', 'error', '-f', 'h264', '-i', inputPipe(0)];

/** The sprite goes into the work folder, and small grey pictures to the output. */
function storyboardArguments({ tileWidth, tileHeight, columns, rows }: StoryboardPlan): string[] {
  const tiles = `scale=${tileWidth}:${tileHeight}:${TO_JPEG},setsar=1,tile=${columns}x${rows}`;
  const greys = `scale=${GREY.width}:${GREY.height},format=gray`;
  return [
    ...INPUT,
    ...['-filter_complex', `[0:v]split[a][b];[a]${tiles}[tiles];[b]${greys}[greys]`],
    ...['-map', '[tiles]', '-frames:v', '1', '-q:v', '5', '-f', 'image2', '-update', '1', `file:${SPRITE_NAME}`],
    ...['-map', '[greys]', '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
  ];
}

function posterArguments(): string[] {
  const scaled = `scale='min(iw,${WIDEST_POSTER})':-2:${TO_JPEG}`;
  return [...INPUT, ...['-frames:v', '1', '-vf', scaled, '-q:v', '4', '-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1']];
}

function greyPictures(bytes: Buffer): Uint8Array[] {
  const size = GREY.width * GREY.height;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, number) =>
    bytes.subarray(number * size, (number + 1) * size),
  );
}
