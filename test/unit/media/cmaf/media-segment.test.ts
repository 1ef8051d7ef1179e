import { expect } from 'chai';
import fc from 'fast-check';
import { mediaSegment, type SegmentRequest } from '../../../../media/cmaf/media-segment.js';
import { NoSuchSegmentError } from '../../../../media/cmaf/no-such-segment.js';
import { PACKAGED_TRACK_ID, segmentTrack } from '../../../../media/cmaf/segment-track.js';
import { MalformedBoxError } from '../../../../media/mp4/boxes.js';
import { readTrackRuns } from '../../../../media/mp4/track-runs.js';
import { syntheticMedia } from '../../../support/synthetic-media.js';

const FRAGMENT_FRAMES = [60, 60, 33];
const STEP = 3;
const { bytes, index } = syntheticMedia(FRAGMENT_FRAMES.map((frames) => ({ layers: 2, frames })));
const NAMES = ['v0', 'v1', 'a'] as const;
type Name = (typeof NAMES)[number];
type Rest = Partial<Pick<SegmentRequest, 'firstFrame' | 'frames' | 'baseDecodeTime'>>;

const storedFragment = (number: number): Buffer => {
  const [offset, length] = index.fragments[number]!;
  return bytes.subarray(offset, offset + length);
};
const segment = (
  name: Name,
  number: number,
  rest: Rest = {},
  stored = storedFragment(index.fragments[number] === undefined ? 0 : number),
) => mediaSegment(stored, { index, track: segmentTrack(index, name)!, number, ...rest });
const samplesOf = (fragment: Buffer, trackId: number): Buffer[] => {
  const samples: Buffer[] = [];
  readTrackRuns(fragment, (id) => (id === trackId ? (data) => samples.push(data) : undefined));
  return samples;
};
const storedSamples = (name: Name, number: number) =>
  samplesOf(storedFragment(number), segmentTrack(index, name)!.storedId);
const decodeTimeOf = (bytesOfSegment: Buffer) => {
  const at = bytesOfSegment.indexOf('tfdt') + 8;
  return Number(bytesOfSegment.readBigUInt64BE(at));
};

const cuts = fc.record({ name: fc.constantFrom(...NAMES), number: fc.nat(2) }).chain(({ name, number }) =>
  fc
    .tuple(fc.nat(FRAGMENT_FRAMES[number]! / STEP - 1), fc.integer({ min: 1, max: FRAGMENT_FRAMES[number]! / STEP }))
    .filter(([first, end]) => first < end)
    .map(([first, end]) => ({ name, number, firstFrame: name === 'a' ? first * STEP : 0, frames: end * STEP })),
);

describe('a media segment', () => {
  it('TL3 has the samples of its frames, whatever steps it is cut at, and says when they are decoded', () => {
    fc.assert(
      fc.property(cuts, fc.option(fc.maxSafeNat(), { nil: undefined }), ({ name, number, ...cut }, baseDecodeTime) => {
        const whole = Buffer.concat(
          segment(name, number, { ...cut, ...(baseDecodeTime !== undefined && { baseDecodeTime }) }),
        );
        const perFrame = name === 'a' ? 5 / 3 : 1;
        const [first, end] = [cut.firstFrame * perFrame, cut.frames * perFrame].map(Math.round);
        expect(samplesOf(whole, PACKAGED_TRACK_ID)).to.deep.equal(storedSamples(name, number).slice(first, end));
        const ticksPerFrame = name === 'a' ? 1600 : 3000;
        const ownTime = (number * 60 + cut.firstFrame) * ticksPerFrame;
        expect(decodeTimeOf(whole)).to.equal(baseDecodeTime ?? ownTime);
        expect(whole.readUInt32BE(whole.indexOf('mfhd') + 8)).to.equal(number + 1);
      }),
    );
  });

  it('copies no sample: what is in one piece in the store is a view on it', () => {
    const stored = storedFragment(1);
    const [head, ...views] = segment('v1', 1, {}, stored);
    expect(head!.length).to.be.below(1000);
    expect(views).to.have.length(1);
    expect(views[0]!.buffer).to.equal(stored.buffer);
  });

  it('puts the pieces of a cut together again: the parts of the sound are the whole', () => {
    const parts = [0, 21, 42].flatMap((firstFrame) =>
      samplesOf(Buffer.concat(segment('a', 0, { firstFrame, frames: Math.min(60, firstFrame + 21) })), 1),
    );
    expect(parts).to.deep.equal(storedSamples('a', 0));
  });

  const REFUSED: Record<string, readonly [Name, number, Rest]> = {
    'a fragment behind the end': ['v0', 3, {}],
    'a fragment before the start': ['v0', -1, {}],
    'half a fragment': ['v0', 0.5, {}],
    'more frames than there are': ['v0', 2, { frames: 36 }],
    'no frame': ['v0', 0, { frames: 0 }],
    'frames between two steps': ['v0', 0, { frames: 31 }],
    'sound between two steps': ['a', 0, { frames: 31 }],
    'a start between two steps': ['a', 0, { firstFrame: 1 }],
    'a start behind the end': ['a', 0, { firstFrame: 30, frames: 30 }],
    'pictures from the middle': ['v1', 0, { firstFrame: 30 }],
    'what is no number': ['a', 0, { frames: Number.NaN }],
  };
  for (const [what, [name, number, rest]] of Object.entries(REFUSED)) {
    it(`is refused for ${what}`, () => {
      expect(() => segment(name, number, rest)).to.throw(NoSuchSegmentError);
    });
  }

  it('is refused for times that no decoder has', () => {
    for (const baseDecodeTime of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => segment('v0', 0, { baseDecodeTime })).to.throw(RangeError);
    }
  });

  it('is refused for a fragment with other samples than the index says', () => {
    for (const name of NAMES) {
      expect(() => segment(name, 2, {}, storedFragment(0)), name).to.throw(MalformedBoxError);
      expect(() => segment(name, 0, {}, storedFragment(2)), name).to.throw(MalformedBoxError);
    }
  });

  it('answers damaged bytes with one kind of error, and never reads outside them', () => {
    fc.assert(
      fc.property(
        ...[
          fc.constantFrom(...NAMES),
          fc.nat(2),
          fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
          fc.nat(),
        ],
        (name: Name, number: number, edits: readonly (readonly [number, number])[], cut: number) => {
          const damaged = Buffer.from(storedFragment(number));
          // The head is where damage tells.
          for (const [at, value] of edits) damaged[at % Math.min(damaged.length, 1200)] = value;
          const short = damaged.subarray(0, damaged.length - (cut % 3 === 0 ? cut % damaged.length : 0));
          try {
            const [, ...views] = segment(name, number, {}, short);
            for (const view of views) {
              expect(view.byteOffset + view.length).to.be.at.most(short.byteOffset + short.length);
            }
          } catch (error) {
            expect(error).to.be.instanceOf(MalformedBoxError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the tracks of an object', () => {
  it('are its layers, low to high, and the sound; no other', () => {
    expect(NAMES.map((name) => segmentTrack(index, name)?.storedId)).to.deep.equal([1, 2, 3]);
    for (const name of ['v2', 'v', 'v00', 'v-1', 'v1.0', 'b', '', 'a0', '__proto__']) {
      expect(segmentTrack(index, name), name).to.equal(undefined);
    }
  });
});
