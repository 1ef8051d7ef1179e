import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { PreparedIndex } from '../prepared-media.js';
import { inputPipe, runTool } from './run-tool.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

const WIDEST_POSTER = 640;

/** A JPEG of the first picture of the GOP a third into a prepared file. */
export async function makePoster(mediaPath: string, index: PreparedIndex, bench: Workbench): Promise<Buffer> {
  const [headBytes] = index.fragments[0]!;
  const [offset, length] = index.fragments[Math.floor(index.fragments.length / 3)]!;
  const head = await readBytes(mediaPath, 0, headBytes);
  const fragment = await readBytes(mediaPath, offset, length);
  const args = [
    ...['-hide_banner', '-nostats', '-loglevel', 'error', '-f', 'mp4', '-i', inputPipe(0), '-map', '0:v:0'],
    ...['-frames:v', '1', '-vf', `scale='min(iw,${WIDEST_POSTER})':-2`, '-q:v', '4'],
    ...['-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1'],
  ];
  try {
    return await runTool({ ...onBench(bench), binary: bench.tools.ffmpeg, args, inputs: [[head, fragment]] }, buffer);
  } catch (error) {
    throw preparationFailure(error);
  }
}

function readBytes(path: string, offset: number, length: number): Promise<Buffer> {
  return buffer(createReadStream(path, { start: offset, end: offset + length - 1 }));
}
