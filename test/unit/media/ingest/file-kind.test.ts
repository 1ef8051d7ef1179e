import { expect } from 'chai';
import { nonVideoKind } from '../../../../media/ingest/file-kind.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('what a file is that is no video', () => {
  const kinds: readonly [kind: RegExp, head: Buffer][] = [
    [/photo \(JPEG\)/, latin1('\xff\xd8\xff\xe1\0\0Exif')],
    [/picture \(PNG\)/, latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    [/photo \(HEIC\)/, latin1('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\x01\0meta')],
    [/photo \(HEIF\)/, latin1('\0\0\0\x18ftypmif1\0\0\0\0mif1\0\0\x01\0meta')],
    [/photo \(AVIF\)/, latin1('\0\0\0\x1cftypavif\0\0\0\0avifmif1\0\0\x01\0meta')],
    [/picture \(WebP\)/, latin1('RIFF\x10\0\0\0WEBPVP8 ')],
    [/camera raw or TIFF/, latin1('II*\0\x08\0\0\0')],
    [/document \(PDF\)/, latin1('%PDF-1.7\n%\xe2\xe3')],
    [/archive \(ZIP/, latin1('PK\x03\x04\x14\0')],
    [/text \(JSON\)/, latin1('{"G": ["GGGG"]}')],
    [/text \(JSON\)/, Buffer.from('\ufeff[ {"name": "größer"} ]')],
    [/text \(subtitles\)/, latin1('1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n')],
    [/web page/, latin1('<!DOCTYPE html><html>')],
    [/playlist/, latin1('#EXTM3U\n#EXTINF:9,\na.ts\n')],
    [/picture \(SVG\)/, latin1('<?xml version="1.0"?>\n<svg xmlns="x">')],
    [/a text$/, latin1('Gr\xfc\xdfe aus der Redaktion')],
    [/a text$/, Buffer.from('\ufeffa letter', 'utf16le')],
    [/a text$/, Buffer.from(`${'x'.repeat(65_535)}ü`).subarray(0, 65_536)],
  ];
  for (const [kind, head] of kinds) it(`${kind.source}`, () => expect(nonVideoKind(head)).to.match(kind));

  const maybe: readonly [what: string, head: Buffer][] = [
    ['an MP4', latin1('\0\0\0\x20ftypisom\0\0\x02\0isomiso2')],
    ['a sequence of pictures with a track', latin1('\0\0\0\x20ftypavif\0\0\0\0avifavis\0\0\x02\0moov')],
    ['an AVI', latin1('RIFF\x10\0\0\0AVI LIST')],
    ['a GIF', latin1('GIF89a\x40\x01')],
    ['a transport stream', latin1('G@\x11\x10\0B\xf0')],
    ['raw video with a head of text', latin1('YUV4MPEG2 W320 H180 F30:1 Ip A1:1\nFRAME\naaaaaaaa')],
    ['nothing', Buffer.alloc(0).subarray(0)],
  ];
  for (const [what, head] of maybe.slice(0, -1)) {
    it(`may be a video: ${what}`, () => expect(nonVideoKind(head)).to.equal(undefined));
  }
});
