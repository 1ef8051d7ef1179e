import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The tools that the tests make and look into media with. */
export const FFMPEG_BIN = process.env['FFMPEG_BIN'] || 'ffmpeg';
export const FFPROBE_BIN = process.env['FFPROBE_BIN'] || 'ffprobe';

const LOG_TAIL_BYTES = 4000;

/**
 * Runs ffmpeg, feeding it the given chunks, and answers what it wrote to its output.
 *
 * @throws Error with the end of ffmpeg's log when it fails.
 */
export async function runFfmpeg(args: readonly string[], input: Iterable<Uint8Array> = []): Promise<Buffer> {
  const child = spawn(FFMPEG_BIN, ['-hide_banner', '-loglevel', 'error', '-y', ...args]);
  const output: Buffer[] = [];
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-LOG_TAIL_BYTES);
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  // ffmpeg closes its input early when it fails; its exit code and log say why.
  await pipeline(Readable.from(input), child.stdin).catch(() => {});
  const [code] = await closed;
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')} failed (${code}): ${log}`);
  return Buffer.concat(output);
}
