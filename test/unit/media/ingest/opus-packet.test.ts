import { expect } from 'chai';
import { opusFrameSamples } from '../../../../media/ingest/opus-packet.js';

describe('opusFrameSamples', () => {
  const toc = (config: number, code = 0): Buffer => Buffer.from([(config << 3) | code, 1, 2]);

  it('reads the length of every configuration (RFC 6716, table 2)', () => {
    const silk = [480, 960, 1920, 2880];
    const celt = [120, 240, 480, 960];
    const wanted = [...silk, ...silk, ...silk, 480, 960, 480, 960, ...celt, ...celt, ...celt, ...celt];
    expect(wanted.map((_, config) => opusFrameSamples(toc(config)))).to.deep.equal(wanted);
  });

  it('knows no length of packets with several frames, or none', () => {
    for (const code of [1, 2, 3]) expect(opusFrameSamples(toc(31, code))).to.equal(0);
    expect(opusFrameSamples(Buffer.alloc(0))).to.equal(0);
  });
});
