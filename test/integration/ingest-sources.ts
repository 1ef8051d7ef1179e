import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HouseFormat } from '../../media/house.js';
import { makeCounterClip } from '../support/counter-clip.js';
import { runFfmpeg } from '../support/ffmpeg-run.js';
import { makeTempDir } from '../support/temp-dir.js';

const folder = makeTempDir('ingest-sources');

/** A path for a source of this name. */
export const sourcePath = (name: string): string => join(folder, name);

/** A clip whose pictures are numbered, with flash and beep at each whole second. */
export async function counterSource(name: string, frames: number, house: HouseFormat): Promise<string> {
  const path = sourcePath(`${name}.mov`);
  await makeCounterClip({ clip: 7, frames, house }, path);
  return path;
}

/** Lets ffmpeg make a source; the arguments stand between its general ones and the output. */
export async function ffmpegSource(name: string, ...args: string[]): Promise<string> {
  const path = sourcePath(name);
  await runFfmpeg([...args, path]);
  return path;
}

/** Input arguments for a moving picture. */
export const picture = (size: string, rate: string, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`],
];

/** Input arguments for a tone. */
export const tone = (seconds: number, { volumeDb = -20, rate = 48_000 } = {}): string[] => [
  ...['-f', 'lavfi', '-i', `sine=f=440:r=${rate}:d=${seconds},volume=${volumeDb}dB`],
];

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Writes into an MP4 what a phone held upright writes: show the first track turned clockwise by a quarter. */
export async function turnClockwise(path: string): Promise<void> {
  const bytes = await readFile(path);
  const matrix = bytes.indexOf('tkhd') - 4 + 48; // ISO/IEC 14496-12, section 8.3.2, version 0
  for (const [index, value] of [0, 0x10000, 0, -0x10000, 0].entries()) bytes.writeInt32BE(value, matrix + index * 4);
  await writeFile(path, bytes);
}

/** Writes into a Matroska file that it lasts so many milliseconds, whatever is in it. */
export async function claimDuration(path: string, durationMs: number): Promise<void> {
  const bytes = await readFile(path);
  const duration = bytes.indexOf(Buffer.from([0x44, 0x89, 0x88])) + 3; // RFC 9559, section 5.1.2.10, of 8 bytes
  bytes.writeDoubleBE(durationMs, duration);
  await writeFile(path, bytes);
}
