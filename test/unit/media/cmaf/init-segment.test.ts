import { expect } from 'chai';
import fc from 'fast-check';
import { initSegment } from '../../../../media/cmaf/init-segment.js';
import { PACKAGED_TRACK_ID, type SegmentTrack } from '../../../../media/cmaf/segment-track.js';
import { boxesIn, MalformedBoxError } from '../../../../media/mp4/boxes.js';
import { box, words } from '../../../../media/mp4/write-box.js';

const track = (storedId: number): SegmentTrack => ({
  ...{ kind: 'video', storedId, sampleDuration: 3000 },
  samplesIn: (frames) => frames,
});

function trak(id: number, version = 0): Buffer {
  const times = version === 1 ? [0, 0, 0, 0] : [0, 0];
  return box(
    'trak',
    box('tkhd', words(version << 24, ...times, id, 0, 0)),
    box('mdia', Buffer.from(`what tells of track ${id}`)),
  );
}

function headOf(traks: readonly Buffer[], trexIds: readonly number[]): Buffer {
  const trexes = trexIds.map((id) => box('trex', words(0, id, 1, 0, 0, 0)));
  return Buffer.concat([
    box('ftyp', Buffer.from('iso5')),
    box('moov', box('mvhd', words(0, 0, 0, 1000, 0, 9)), ...traks, box('mvex', ...trexes), box('udta', words(1))),
  ]);
}

const head = headOf([trak(3), trak(2, 1), trak(7)], [3, 2, 7]);

describe('an init segment', () => {
  it('tells of its one track, which is shown and has the number that all packaged tracks have', () => {
    for (const id of [3, 2, 7]) {
      const init = initSegment(head, track(id));
      const [, moov] = boxesIn(init);
      const inMovie = boxesIn(init, moov!.start, moov!.end);
      expect(inMovie.map(({ type }) => type)).to.deep.equal(['mvhd', 'trak', 'mvex']);
      expect(init.includes(`what tells of track ${id}`)).to.equal(true);
      const tkhd = init.indexOf('tkhd') + 4;
      expect(init.readUInt32BE(tkhd) & 0xffffff).to.equal(3);
      expect(init.readUInt32BE(tkhd + (id === 2 ? 20 : 12))).to.equal(PACKAGED_TRACK_ID);
      expect(init.readUInt32BE(init.indexOf('trex') + 8)).to.equal(PACKAGED_TRACK_ID);
      expect(init.readUInt32BE(inMovie[0]!.end - 4), 'the next track').to.equal(PACKAGED_TRACK_ID + 1);
    }
  });

  it('leaves the bytes that it is made of as they are', () => {
    const before = Buffer.from(head);
    initSegment(head, track(2));
    expect(head.equals(before)).to.equal(true);
  });

  it('is refused for a head that does not tell of the track', () => {
    const heads = [
      headOf([trak(3)], [2]),
      headOf([trak(2)], [3]),
      Buffer.alloc(0),
      head.subarray(0, head.length - 1),
      Buffer.concat([head, head]),
    ];
    for (const one of heads) expect(() => initSegment(one, track(2))).to.throw(MalformedBoxError);
  });

  it('answers damaged bytes with one kind of error', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(head.length - 1), fc.nat(255)), { maxLength: 8 }), (edits) => {
        const damaged = Buffer.from(head);
        for (const [at, value] of edits) damaged[at] = value;
        try {
          initSegment(damaged, track(2));
        } catch (error) {
          expect(error).to.be.instanceOf(MalformedBoxError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
