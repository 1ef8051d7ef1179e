import { dirname } from 'node:path';
import type { HouseFormat } from '../house.js';
import { drain, inputPipe, runTool } from '../ingest/run-tool.js';
import type { Clock } from '../playout/clock.js';
import type { Scene } from './scene.js';

const STALL_MS = 30_000;
export const CLIP_SAMPLE_RATE = 48_000;

export interface ClipMaking {
  readonly ffmpeg: string;
  readonly house: HouseFormat;
  readonly clock: Pick<Clock, 'setTimer'>;
}

export interface ClipParts {
  readonly frames: number;
  readonly scene: Scene;
  /** RGBA pictures of the canvas's width, laid over the scene. */
  readonly overlay: { readonly height: number; readonly top: number; readonly frames: Iterable<Uint8Array> };
  /** 48 kHz stereo; silent when left out. */
  readonly sound?: Float32Array;
}

/** Makes a clip of house size and rate, lightly compressed, for the preparation to take like any host's file. */
export async function makeClip(parts: ClipParts, outPath: string, { ffmpeg, house, clock }: ClipMaking): Promise<void> {
  const { scene, overlay, sound, frames } = parts;
  const scaling = `scale=${house.width}:${house.height}:flags=${scene.smooth ? 'bicubic' : 'neighbor'}`;
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-y'],
    ...rawVideo('rgb24', scene.width, scene.height, house.fps, inputPipe(0)),
    ...rawVideo('rgba', house.width, overlay.height, house.fps, inputPipe(1)),
    ...(sound ? ['-f', 'f32le', '-ar', `${CLIP_SAMPLE_RATE}`, '-ac', '2', '-i', inputPipe(2)] : []),
    ...['-filter_complex', `[0:v]${scaling},setsar=1[scene];[scene][1:v]overlay=0:${overlay.top},format=yuv420p[v]`],
    ...['-map', '[v]', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '14'],
    ...(sound ? ['-map', '2:a', '-c:a', 'pcm_s16le'] : []),
    ...['-f', 'mov', '-progress', 'pipe:1', outPath],
  ];
  const inputs = [scene.frames(frames, house.fps), overlay.frames, ...(sound ? [chunksOf(sound)] : [])];
  await runTool({ binary: ffmpeg, args, workDir: dirname(outPath), clock, stallMs: STALL_MS, inputs }, drain);
}

function rawVideo(format: string, width: number, height: number, fps: number, pipe: string): string[] {
  return ['-f', 'rawvideo', '-pix_fmt', format, '-s', `${width}x${height}`, '-r', `${fps}`, '-i', pipe];
}

function* chunksOf(sound: Float32Array): Generator<Uint8Array> {
  const bytes = new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength);
  const chunk = 1 << 16;
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}
