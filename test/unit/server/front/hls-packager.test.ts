import { expect } from 'chai';
import { HlsPackager, isGap } from '../../../../server/front/hls-packager.js';
import type { FragmentSlot } from '../../../../shared/timeline/window.js';
import { item } from '../../../support/timeline-items.js';

describe('the packager for HLS', () => {
  const airing = { item: item('film', 120), sequenceId: 's', itemIndex: 0, startFrame: 600, endFrame: 720, inFrame: 0 };
  const slot: FragmentSlot = {
    ...{ airing, objectId: 'film', fragment: 0, startFrame: 600, endFrame: 660, firstFrame: 0 },
  };
  const segment = { number: 10, startFrame: 600, endFrame: 660, pieces: [slot] };

  it('names another version of a segment when other bytes are sent for it', async () => {
    let aac: { sha256: string } | undefined;
    const packager = new HlsPackager({ aacIndex: async () => aac } as never, 30);
    const versions = async () => [
      await packager.versionOf(segment, 'aac'),
      await packager.versionOf(segment, 'a'),
      await packager.versionOf({ ...segment, pieces: [{ ...slot, objectId: 'head piece' }] }, 'a'),
    ];
    const before = await versions();
    aac = { sha256: 'made' };
    const after = await versions();
    expect(after.map((version, index) => version === before[index])).to.deep.equal([false, true, true]);
    expect(new Set([...before, ...after]).size).to.equal(4);
  });

  it('has a gap where pictures start inside of a GOP, and sound', () => {
    const returned = { ...segment, pieces: [{ ...slot, firstFrame: 21 }] };
    expect(['v0', 'a', 'aac'].map((rendition) => isGap(returned, rendition))).to.deep.equal([true, false, false]);
    expect(isGap(segment, 'v0')).to.equal(false);
  });
});
