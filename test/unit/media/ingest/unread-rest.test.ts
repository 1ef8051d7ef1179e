import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { unreadShare } from '../../../../media/ingest/unread-rest.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const folder = makeTempDir('unread-rest');

const box = (type: string, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32BE(length, 0);
  bytes.write(type, 4, 'latin1');
  return bytes;
};
const riff = (type: string, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.write(`RIFF    ${type}`, 'latin1');
  bytes.writeUInt32LE(length - 8, 4);
  return bytes;
};
const movie = Buffer.concat([box('ftyp', 32), box('mdat', 568), box('moov', 400)]);

describe('what comes behind a recording in its file', () => {
  const cases: readonly [what: string, share: number, bytes: Buffer, container: string, endByte: number][] = [
    ['nothing, behind the index of an MP4', 0, movie, 'mov,mp4', 600],
    ['another MP4', 0.5, Buffer.concat([movie, movie]), 'mov,mp4', 600],
    ['fragments', 0, Buffer.concat([movie, box('moof', 50), box('mdat', 500)]), 'mov,mp4', 1500],
    ['what is no box', 0, Buffer.concat([movie, Buffer.alloc(1000)]), 'mov,mp4', 600],
    ['the second part of an AVI', 0, Buffer.concat([riff('AVI ', 500), riff('AVIX', 500)]), 'avi', 400],
    ['another AVI', 0.5, Buffer.concat([riff('AVI ', 500), riff('AVI ', 500)]), 'avi', 400],
    ['what ffmpeg has not read of another form', 0.75, Buffer.alloc(1000), 'flv', 250],
    ['nothing that is known of', 0, Buffer.alloc(1000), 'gif', 0],
  ];
  for (const [index, [what, share, bytes, container, endByte]] of cases.entries()) {
    it(`is ${what}`, async () => {
      const path = join(folder, `${index}`);
      writeFileSync(path, bytes);
      expect(await unreadShare(path, bytes.length, container, endByte)).to.be.closeTo(share, 1e-9);
    });
  }
});
