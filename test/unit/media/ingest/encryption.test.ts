import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { assertWholeRiff } from '../../../../media/ingest/cut-off.js';
import { isEncrypted } from '../../../../media/ingest/encryption.js';
import { IngestError } from '../../../../media/ingest/ingest-error.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const folder = makeTempDir('file-heads');
let files = 0;

function written(bytes: Buffer): [path: string, bytes: number] {
  files += 1;
  const path = join(folder, `${files}`);
  writeFileSync(path, bytes);
  return [path, bytes.length];
}

/** A transport stream; of every tenth packet, so many are scrambled. */
function transportStream(scrambledOfTen: number): Buffer {
  const packets = Array.from({ length: 2000 }, (_, index) => {
    const packet = Buffer.alloc(188, index & 0xff);
    packet[0] = 0x47;
    packet.writeUInt16BE(0x100, 1);
    packet[3] = 0x10 | (index % 10 < scrambledOfTen ? 0x80 : 0);
    return packet;
  });
  return Buffer.concat(packets);
}

function programmeStream(scrambling: number): Buffer {
  const packet = Buffer.alloc(2048, 0x55);
  packet.writeUInt32BE(0x0000_01e0, 0);
  packet[6] = 0x80 | (scrambling << 4);
  return Buffer.concat(Array.from({ length: 100 }, () => packet));
}

describe('a file that is encrypted', () => {
  const asf = Buffer.concat([Buffer.alloc(100), Buffer.from('fbb3112223bdd211b4b700a0c955fc6e', 'hex')]);
  const cases: readonly [what: string, bytes: Buffer, container: string | undefined, expected: boolean][] = [
    ['a scrambled transport stream', transportStream(9), 'mpegts', true],
    ['one in the clear', transportStream(0), 'mpegts', false],
    ['one that starts in the middle of a packet', transportStream(9).subarray(77), 'mpegts', true],
    ['a scrambled disc', programmeStream(1), 'mpeg', true],
    ['a disc in the clear', programmeStream(0), 'mpeg', false],
    ['Windows Media with a licence', asf, 'asf', true],
    ['Windows Media without', Buffer.alloc(100), 'asf', false],
    ['a file encrypted with a password', Buffer.from('Salted__12345678...'), undefined, true],
    ['anything else', Buffer.from('something'), undefined, false],
  ];
  for (const [what, bytes, container, expected] of cases) {
    it(`${expected ? 'is' : 'is not'} ${what}`, async () => {
      expect(await isEncrypted(...written(bytes), container)).to.equal(expected);
    });
  }
});

describe('an AVI that is cut off', () => {
  const riff = (type: string, size: number, there = size): Buffer => {
    const head = Buffer.from(`RIFF    ${type}`, 'latin1');
    head.writeUInt32LE(size, 4);
    return Buffer.concat([head, Buffer.alloc(Math.max(0, there - 4))]);
  };
  const whole: readonly [what: string, bytes: Buffer][] = [
    ['of one part', riff('AVI ', 10_000)],
    ['of two parts', Buffer.concat([riff('AVI ', 10_000), riff('AVIX', 20_000)])],
    ['of which the last bytes are missing', riff('AVI ', 10_000, 9900)],
    ['whose recorder was switched off', riff('AVI ', 0, 10_000)],
  ];
  for (const [what, bytes] of whole) it(`is not one ${what}`, () => assertWholeRiff(...written(bytes)));

  const cut: readonly [what: string, bytes: Buffer, words: RegExp][] = [
    ['in its only part', riff('AVI ', 10_000, 5000), /last 50 %/],
    ['in its second part', Buffer.concat([riff('AVI ', 10_000), riff('AVIX', 20_000, 10_000)]), /last 33 %/],
  ];
  for (const [what, bytes, words] of cut) {
    it(`is one that ends ${what}`, async () => {
      const error = await assertWholeRiff(...written(bytes)).catch((refusal: unknown) => refusal);
      expect(error).to.be.instanceOf(IngestError).with.property('code', 'source-incomplete');
      expect((error as Error).message).to.match(words);
    });
  }
});
