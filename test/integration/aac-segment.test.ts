import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { aacFragmentsOf, aacSegment } from '../../media/cmaf/aac-segment.js';
import { aacFragment, aacInit } from '../../media/mp4/aac-file.js';
import { readTrackRuns } from '../../media/mp4/track-runs.js';
import { FFMPEG_BIN } from '../support/ffmpeg-run.js';

const run = promisify(execFile);

describe('a segment of AAC', () => {
  const index = { fragments: [[0, 1, 0, 94] as const, [1, 1, 94, 94] as const, [2, 1, 188, 12] as const] };
  const stored = [0, 94, 188].map((first, number) =>
    aacFragment(
      number,
      first,
      Array.from({ length: number === 2 ? 12 : 94 }, (_, frame) => Buffer.from(`${first + frame}`)),
    ),
  );
  const framesOf = (segment: Buffer) => {
    const frames: string[] = [];
    readTrackRuns(segment, () => (data) => frames.push(String(data)));
    return frames;
  };

  it('has the frames that are asked for, out of all fragments that have some', () => {
    const wanted = { firstFrame: 1000, count: 100, firstInObject: 90 };
    const numbers = aacFragmentsOf(index as never, wanted);
    expect(numbers).to.deep.equal([0, 1, 2]);
    const segment = aacSegment(wanted, { firstFrame: 0, fragments: numbers.map((number) => stored[number]!) });
    expect(framesOf(segment)).to.deep.equal(Array.from({ length: 100 }, (_, frame) => `${90 + frame}`));
    expect(aacFragmentsOf(index as never, { ...wanted, firstInObject: 94, count: 94 })).to.deep.equal([1]);
    expect(aacFragmentsOf(index as never, { ...wanted, firstInObject: 200, count: 5 })).to.deep.equal([]);
  });

  it('is silent, to ffmpeg too, where an object has no frame', async () => {
    const segment = aacSegment({ firstFrame: 0, count: 50, firstInObject: 0 }, { firstFrame: 0, fragments: [] });
    const decoding = run(FFMPEG_BIN, ['-v', 'error', '-xerror', '-i', '-', '-f', 's16le', '-'], { encoding: 'buffer' });
    decoding.child.stdin!.end(Buffer.concat([aacInit(), segment]));
    const { stdout, stderr } = await decoding;
    expect(String(stderr)).to.equal('');
    expect(stdout.length).to.equal(50 * 1024 * 2 * 2);
    expect(stdout.every((byte) => byte === 0)).to.equal(true);
  });
});
