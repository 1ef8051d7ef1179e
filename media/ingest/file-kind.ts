import { type FileHandle, open } from 'node:fs/promises';

/** Enough to tell text from anything else. */
const HEAD_BYTES = 64 * 1024;

/** The first characters of files, read as Latin-1. */
const MAGIC: readonly (readonly [kind: string, ...starts: string[]])[] = [
  ['a photo (JPEG)', '\xff\xd8\xff'],
  ['a picture (PNG)', '\x89PNG\r\n\x1a\n'],
  ['a photo (camera raw or TIFF)', 'II*\0', 'IIR', 'IIU\0', 'MM\0*', 'FUJIFILMCCD-RAW'],
  ['a picture (Photoshop)', '8BPS'],
  ['a picture (JPEG XL)', '\xff\x0a', '\0\0\0\x0cJXL '],
  ['a picture (JPEG 2000)', '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'],
  ['a document (PDF)', '%PDF-'],
  ['an archive (ZIP, or a document in one)', 'PK\x03\x04', 'PK\x05\x06'],
  ['an archive (RAR)', 'Rar!\x1a\x07'],
  ['an archive (7-Zip)', '7z\xbc\xaf\x27\x1c'],
  ['an archive (gzip)', '\x1f\x8b\x08'],
  ['an archive (xz, bzip2 or Zstandard)', '\xfd7zXZ\0', 'BZh', '\x28\xb5\x2f\xfd'],
  ['a program', '\x7fELF', 'MZ'],
];
/** ISO/IEC 23008-12, section 10: brands of files with still pictures. */
const PHOTO_BRANDS: Readonly<Record<string, string>> = {
  ...{ heic: 'HEIC', heix: 'HEIC', heim: 'HEIC', heis: 'HEIC', mif1: 'HEIF', mif2: 'HEIF', avif: 'AVIF', miaf: 'HEIF' },
  'crx ': 'camera raw',
};
/** Forms that begin with a line of text and are videos all the same. */
const TEXT_HEADS = /^YUV4MPEG2 /;

/** What a file is that is certainly no video, in words; undefined for all that may be one. */
export function nonVideoKind(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  const found = MAGIC.find(([, ...starts]) => starts.some((start) => text.startsWith(start)));
  if (found !== undefined) return found[0];
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'a picture (WebP)';
  if (text.startsWith('BM') && text.slice(6, 10) === '\0\0\0\0') return 'a picture (BMP)';
  return photoBrand(text) ?? (isText(head) ? textKind(head.toString('utf8')) : undefined);
}

/** A file of still pictures, unless it has a track as well. */
function photoBrand(text: string): string | undefined {
  if (text.slice(4, 8) !== 'ftyp') return undefined;
  const name = PHOTO_BRANDS[text.slice(8, 12)];
  return name === undefined || text.includes('moov') ? undefined : `a photo (${name})`;
}

function isText(head: Buffer): boolean {
  if (TEXT_HEADS.test(head.toString('latin1', 0, 10))) return false;
  if (head.length >= 4 && /^(?:fffe|feff)$/.test(head.toString('hex', 0, 2))) return isUtf16(head);
  let high = 0;
  for (const byte of head) {
    const isControl = byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b;
    if (isControl || byte === 0x7f) return false;
    if (byte >= 0x80) high += 1;
  }
  return high === 0 || isUtf8(head) || high / head.length < 0.3;
}

function isUtf8(head: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Nearly all text is of scripts whose code units are far from both ends, or of Latin. */
function isUtf16(head: Buffer): boolean {
  const littleEndian = head[0] === 0xff;
  for (let at = 2; at + 1 < head.length; at += 2) {
    const unit = littleEndian ? head.readUInt16LE(at) : head.readUInt16BE(at);
    if (unit < 0x09 || (unit > 0x0d && unit < 0x20) || unit >= 0xfffe) return false;
  }
  return true;
}

function textKind(text: string): string {
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (/^[[{]/.test(start) && /["\]}]/.test(start)) return 'a text (JSON)';
  if (/^#EXTM3U|^\[playlist\]|^ffconcat/i.test(start)) return 'a list of other files (a playlist)';
  if (/^<(!doctype html|html)/i.test(start)) return 'a web page (HTML)';
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!doctype[^>]*>\s*)*<svg/i.test(start)) return 'a picture (SVG)';
  if (/^<(\?xml|[a-z])/i.test(start)) return 'a text (XML)';
  if (/^(WEBVTT|\d+\r?\n\d\d:\d\d:\d\d[,.]\d{3} -->)/.test(start)) return 'a text (subtitles)';
  return 'a text';
}

/** The first bytes of a file. */
export async function readHead(path: string, bytes = HEAD_BYTES): Promise<Buffer> {
  return withFile(path, (file) => readAt(file, 0, bytes));
}

export async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** What a file has at a place; less where it ends. */
export async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}
