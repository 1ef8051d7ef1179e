import { expect } from 'chai';
import fc from 'fast-check';
import { readFragmentSamples } from '../../../../media/cache/fragment-samples.js';
import { MalformedBoxError } from '../../../../media/mp4/boxes.js';
import { storedFragment } from '../../../support/synthetic-media.js';

const sample = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const tracks = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
  .chain((ids) =>
    fc.tuple(...ids.map((trackId) => fc.record({ trackId: fc.constant(trackId), samples: fc.array(sample) }))),
  );

describe('fragment samples', () => {
  it('finds every sample of every track', () => {
    fc.assert(
      fc.property(tracks, (stored) => {
        const read = readFragmentSamples(storedFragment(stored));
        expect([...read].map(([trackId, samples]) => ({ trackId, samples }))).to.deep.equal(stored);
      }),
    );
  });

  it('answers a damaged fragment with one kind of error, and never reads outside it', () => {
    fc.assert(
      fc.property(
        tracks,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(),
        (stored, edits, cut) => {
          const bytes = storedFragment(stored);
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          const damaged = bytes.subarray(0, bytes.length - (cut % bytes.length));
          try {
            for (const samples of readFragmentSamples(damaged).values()) {
              for (const { byteOffset, length } of samples) {
                expect(byteOffset + length).to.be.at.most(damaged.byteOffset + damaged.length);
              }
            }
          } catch (error) {
            expect(error).to.be.instanceOf(MalformedBoxError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
