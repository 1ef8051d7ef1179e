import { expect } from 'chai';
import { adtsFrames } from '../../../../media/ingest/adts-frames.js';

/** With the header of AAC-LC, 48 kHz, stereo, as ffmpeg writes it. */
function adts(body: readonly number[], { second = 0xf1, third = 0x4c, fourth = 0x80 } = {}): Buffer {
  const length = body.length + 7;
  return Buffer.from([
    0xff,
    second,
    third,
    fourth | (length >> 11),
    (length >> 3) & 255,
    ((length & 7) << 5) | 31,
    0xfc,
    ...body,
  ]);
}

describe('AAC frames in ADTS', () => {
  async function frames(...chunks: readonly Buffer[]): Promise<number[][]> {
    const found: number[][] = [];
    for await (const frame of adtsFrames(
      (async function* () {
        yield* chunks;
      })(),
    )) {
      found.push([...frame]);
    }
    return found;
  }

  const failure = (...chunks: readonly Buffer[]) => frames(...chunks).then(() => 'none', String);
  const stream = Buffer.concat([adts([1, 2, 3]), adts([4]), adts([5, 6])]);

  it('are found wherever the stream is cut', async () => {
    for (let at = 0; at <= stream.length; at += 1) {
      expect(await frames(stream.subarray(0, at), stream.subarray(at))).to.deep.equal([[1, 2, 3], [4], [5, 6]]);
    }
    expect(await frames(...Array.from(stream, (byte) => Buffer.of(byte)))).to.have.lengthOf(3);
    expect(await frames()).to.deep.equal([]);
  });

  it('may have a checksum in front', async () => {
    expect(await frames(adts([9, 9, 1], { second: 0xf0 }))).to.deep.equal([[1]]);
  });

  it('are refused when they are cut off, out of step, or not what was asked for', async () => {
    expect(await failure(stream.subarray(0, -1))).to.match(/ends inside a frame/);
    expect(await failure(stream.subarray(1))).to.match(/does not begin where one belongs/);
    expect(await failure(adts([1], { third: 0x0c }))).to.match(/profile 0, rate 3, 2 channels/);
    expect(await failure(adts([1], { third: 0x50 }))).to.match(/rate 4/);
    expect(await failure(adts([1], { fourth: 0x40 }))).to.match(/1 channels/);
  });
});
