import { expect } from 'chai';
import fc from 'fast-check';
import { inspectAvcSample } from '../../../../media/ingest/avc-sample.js';

const SPS = [0x67, 66, 0xc0, 31];
const PPS = [0x68, 0xce];
// first_mb_in_slice 0 (bit 1), then slice_type: 7 is 0001000, 5 is 00110, 1 is 010, 6 is 00111.
const IDR = [0x65, 0b1000_1000];
const P = [0x41, 0b1001_1000];
const B = [0x01, 0b1010_0000];
const ALL_B = [0x01, 0b1001_1100];

function sample(...nals: number[][]): Buffer {
  return Buffer.concat(nals.map((nal) => Buffer.from([0, 0, 0, nal.length, ...nal])));
}

describe('inspectAvcSample', () => {
  it('knows an IDR with its parameter sets, and a frame between', () => {
    expect(inspectAvcSample(sample(SPS, PPS, IDR))).to.deep.equal({
      isIdr: true,
      hasParameterSets: true,
      foreign: undefined,
    });
    expect(inspectAvcSample(sample(P, P))).to.deep.equal({ isIdr: false, hasParameterSets: false, foreign: undefined });
  });

  it('wants SPS and PPS, and both in front of the slices', () => {
    for (const nals of [[IDR], [SPS, IDR], [PPS, IDR]]) {
      expect(inspectAvcSample(sample(...nals)).hasParameterSets).to.equal(false);
    }
    expect(inspectAvcSample(sample(IDR, SPS, PPS)).foreign).to.equal('a NAL unit of type 7');
  });

  const foreign: readonly [what: string, sample: Buffer, words: string][] = [
    ['a B slice', sample(B), 'a B slice'],
    ['a B slice among B slices', sample(ALL_B), 'a B slice'],
    ['the main profile', sample([0x67, 77, 0x40, 31], PPS, IDR), 'a profile that is not constrained baseline'],
    ['plain baseline', sample([0x67, 66, 0x80, 31], PPS, IDR), 'a profile that is not constrained baseline'],
    ['SEI', sample([0x06, 5], P), 'a NAL unit of type 6'],
    ['an access unit delimiter', sample([0x09, 0xf0], P), 'a NAL unit of type 9'],
    ['parameter sets alone', sample(SPS, PPS), 'a sample without a picture'],
    ['nothing', Buffer.alloc(0), 'a sample without a picture'],
    ['a cut', sample(P).subarray(0, -1), 'a NAL unit that leaves its sample'],
    ['a NAL unit of no length', Buffer.from([0, 0, 0, 0]), 'a NAL unit that leaves its sample'],
  ];
  for (const [what, bytes, words] of foreign) {
    it(`finds ${what}`, () => expect(inspectAvcSample(bytes).foreign).to.equal(words));
  }

  it('bears any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        inspectAvcSample(Buffer.from(bytes));
      }),
    );
  });
});
