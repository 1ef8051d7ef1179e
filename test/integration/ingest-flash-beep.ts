import { appendFile, copyFile, readFile, writeFile } from 'node:fs/promises';
import { oggChecksum } from './ingest-opus.js';
import { ffmpegSource, H264, sourcePath } from './ingest-sources.js';

export const AAC = ['-c:a', 'aac', '-b:a', '128k'];
/** Keeps encoders from leaving out pictures that do not change. */
const GRAIN = ['-vf', 'noise=alls=12:allf=t'];

/** A picture that flashes for a tenth of a second at 1, 3, 5 … s. */
export const flashes = (seconds: number, size = '320x180'): string[] => [
  ...['-f', 'lavfi', '-i'],
  `color=0x404040:s=${size}:r=30:d=${seconds},drawbox=color=white:t=fill:enable='lt(mod(t-0.9995,2),0.1)*gte(t,0.99)'`,
];

/** A hum that beeps at the same instants, on a clock that runs so many times as fast. */
export function beeps(seconds: number, speed = 1): string[] {
  const clock = `(t*${speed})`;
  const beep = `if(lt(mod(${clock}-0.9999,2),0.1)*gte(${clock},0.99),0.4*sin(2*PI*1000*t),0)`;
  return ['-f', 'lavfi', '-i', `aevalsrc='0.05*sin(2*PI*220*t)+${beep}':d=${seconds / speed}:s=48000`];
}

const made = new Map<string, Promise<string>>();

/** A source that several tests build on: six seconds, three flashes. */
export function base(name: 'base.mp4' | 'base.ts' | 'base-aac.ts' | 'base.mpg' | 'base.ogv'): Promise<string> {
  const clip = [...flashes(6), ...beeps(6)];
  const codecs = {
    'base.mp4': [...H264, '-g', '30', ...AAC],
    'base.ts': ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '30', '-c:a', 'ac3'],
    'base-aac.ts': [...H264, '-g', '30', ...AAC],
    'base.mpg': ['-c:v', 'mpeg2video', '-q:v', '4', '-c:a', 'mp2'],
    'base.ogv': [...GRAIN, '-c:v', 'libtheora', '-q:v', '6', '-c:a', 'libvorbis'],
  };
  const file = made.get(name) ?? ffmpegSource(name, ...clip, ...codecs[name]);
  made.set(name, file);
  return file;
}

/** A copy of the streams of a file, with other options. */
export const copied = (name: string, from: string, ...options: string[]): Promise<string> =>
  ffmpegSource(name, '-i', from, '-c', 'copy', ...options);

/** Files one behind the other in one. */
export async function joined(name: string, first: string, ...others: string[]): Promise<string> {
  await copyFile(first, sourcePath(name));
  for (const other of others) await appendFile(sourcePath(name), await readFile(other));
  return sourcePath(name);
}

export async function written(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(sourcePath(name), bytes);
  return sourcePath(name);
}

/** A copy of a file with some of its text replaced by other text of the same length. */
export async function replaced(name: string, from: string, text: string, by: string): Promise<string> {
  const bytes = await readFile(from);
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) bytes.write(by, at, 'latin1');
  return written(name, bytes);
}

/** A copy of a file in which every so named box claims a length that means that none is known. */
export async function withoutLengths(name: string, from: string): Promise<string> {
  const bytes = await readFile(from);
  // ISO/IEC 14496-12, sections 8.2.2, 8.3.2 and 8.4.2, version 0.
  for (const [box, duration] of Object.entries({ mvhd: 20, tkhd: 24, mdhd: 20 })) {
    for (let at = bytes.indexOf(box); at >= 0; at = bytes.indexOf(box, at + 1)) {
      bytes.writeUInt32BE(0xffffffff, at + duration);
    }
  }
  return written(name, bytes);
}

/** A copy of an Ogg in which a page in the middle of the picture claims to be ten minutes on. */
export async function withStrayPage(name: string, from: string): Promise<string> {
  const bytes = await readFile(from);
  const pages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const segments = bytes[at + 26]!;
    const content = bytes.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0);
    pages.push(bytes.subarray(at, at + 27 + segments + content));
    at += 27 + segments + content;
  }
  // RFC 3533, section 6: the serial number of a stream stands at 14, and its time at 6.
  const ofPicture = pages.filter((page) => page.readUInt32LE(14) === pages[0]!.readUInt32LE(14));
  const page = ofPicture[ofPicture.length >> 1]!;
  const THEORA_KEY_SHIFT = 6n;
  page.writeBigInt64LE(page.readBigInt64LE(6) + (18_000n << THEORA_KEY_SHIFT), 6);
  page.writeUInt32LE(0, 22);
  page.writeUInt32LE(oggChecksum(page), 22);
  return written(name, bytes);
}

/** A copy of a transport stream of which all but its tables is scrambled. */
export async function scrambled(name: string, from: string): Promise<string> {
  const bytes = await readFile(from);
  for (let at = 0; at + 188 <= bytes.length; at += 188) {
    const pid = bytes.readUInt16BE(at + 1) & 0x1fff;
    if (pid < 0x100 || pid >= 0x1000) continue;
    bytes[at + 3]! |= 0x80;
    for (let place = at + 12; place < at + 188; place += 1) bytes[place]! ^= 0xa5;
  }
  return written(name, bytes);
}

/** A copy of an MP4 whose edit lists show only such stretches of it, in this order. Its `moov` comes last. */
export async function edited(name: string, from: string, cuts: readonly { fromS: number; seconds: number }[]) {
  const bytes = await readFile(from);
  const moov = bytes.lastIndexOf('moov') - 4;
  const boxes = rewritten(bytes.subarray(moov), cuts);
  return written(name, Buffer.concat([bytes.subarray(0, moov), boxes]));
}

const CONTAINERS = new Set(['moov', 'trak', 'edts']);

function rewritten(box: Buffer, cuts: readonly { fromS: number; seconds: number }[], timeScale = 0): Buffer {
  const type = box.toString('latin1', 4, 8);
  if (type === 'elst') return editList(box, cuts, timeScale);
  if (!CONTAINERS.has(type)) return box;
  const parts: Buffer[] = [];
  // A track's scale stands in its media header, behind the edit list.
  const header = type === 'trak' ? box.indexOf('mdhd') : -1;
  const scale = header >= 0 ? box.readUInt32BE(header + 16) : timeScale;
  for (let at = 8; at < box.length; at += box.readUInt32BE(at)) {
    parts.push(rewritten(box.subarray(at, at + box.readUInt32BE(at)), cuts, scale));
  }
  return boxOf(type, Buffer.concat(parts));
}

/** ISO/IEC 14496-12, section 8.6.6, version 0; lengths are in the movie's milliseconds. */
function editList(box: Buffer, cuts: readonly { fromS: number; seconds: number }[], timeScale: number): Buffer {
  const startTicks = box.readInt32BE(box.length - 8);
  const edits = cuts.map(({ fromS, seconds }) => {
    const edit = Buffer.alloc(12);
    edit.writeUInt32BE(seconds * 1000, 0);
    edit.writeInt32BE(startTicks + Math.round(fromS * timeScale), 4);
    edit.writeUInt32BE(0x10000, 8);
    return edit;
  });
  const count = Buffer.alloc(8);
  count.writeUInt32BE(cuts.length, 4);
  return boxOf('elst', Buffer.concat([count, ...edits]));
}

function boxOf(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}
