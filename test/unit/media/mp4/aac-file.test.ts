import { expect } from 'chai';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { readFragmentSamples } from '../../../../media/cache/fragment-samples.js';
import { aacFragment, aacInit } from '../../../../media/mp4/aac-file.js';

const FRAMES = [Buffer.from([1, 2, 3]), Buffer.from([4]), Buffer.from([5, 6])];

describe('the file of an AAC track', () => {
  function read(...parts: readonly Buffer[]) {
    const file = createFile();
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(Buffer.concat(parts)).buffer, 0), true);
    return file;
  }

  it('says what the sound is', () => {
    const { tracks, isFragmented } = read(aacInit()).getInfo();
    expect(isFragmented).to.equal(true);
    expect(tracks).to.have.lengthOf(1);
    expect(tracks[0]).to.deep.include({ id: 1, codec: 'mp4a.40.2', timescale: 48_000, language: 'und' });
    expect(tracks[0]!.audio).to.deep.include({ sample_rate: 48_000, channel_count: 2, sample_size: 16 });
    expect(tracks[0]!.edits ?? []).to.deep.equal([]);
  });

  it('holds the frames of a fragment at their place in the track', () => {
    const fragment = aacFragment(7, 656, FRAMES);
    expect(readFragmentSamples(fragment)).to.deep.equal(new Map([[1, FRAMES]]));
    const samples = read(aacInit(), fragment).getTrackSamplesInfo(1);
    expect(samples.map(({ dts, cts, duration, is_sync }) => ({ dts, cts, duration, is_sync }))).to.deep.equal(
      FRAMES.map((_, number) => {
        const at = (656 + number) * 1024;
        return { dts: at, cts: at, duration: 1024, is_sync: true };
      }),
    );
  });

  it('goes on past the 32 bits of a day of samples', () => {
    const firstFrame = 5_000_000;
    const [first] = read(aacInit(), aacFragment(0, firstFrame, FRAMES)).getTrackSamplesInfo(1);
    expect(first!.dts).to.equal(firstFrame * 1024);
  });
});
