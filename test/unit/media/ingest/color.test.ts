import { expect } from 'chai';
import { colorFilters, planColor } from '../../../../media/ingest/color.js';
import type { VideoFacts } from '../../../../media/ingest/source-facts.js';
import { plainSource } from './source-fixture.js';

const plan = (video: Partial<VideoFacts>, finely = true) => planColor(plainSource(video).video, finely);

describe('planColor', () => {
  it('assumes a matrix by the size where the source names none', () => {
    expect(plan({ colorMatrix: undefined })).to.deep.equal({ kind: 'standard', assumedMatrix: 'bt709' });
    expect(plan({ colorMatrix: undefined, height: 576 })).to.deep.equal({
      kind: 'standard',
      assumedMatrix: 'smpte170m',
    });
    expect(plan({ colorMatrix: 'smpte170m' })).to.deep.equal({ kind: 'standard', assumedMatrix: undefined });
  });

  it('maps HDR where that is possible, and leaves the curve alone where not', () => {
    const hdr = { colorTransfer: 'smpte2084', colorPrimaries: 'bt2020', colorMatrix: 'bt2020nc' };
    expect(plan(hdr)).to.deep.equal({ kind: 'tone-map', transfer: 'smpte2084' });
    expect(plan({ ...hdr, colorTransfer: 'arib-std-b67' })).to.include({ transfer: 'arib-std-b67' });
    expect(plan(hdr, false)).to.deep.equal({ kind: 'standard', assumedMatrix: undefined });
  });

  it('converts BT.2020 colours with an ordinary curve', () => {
    const wide = { colorTransfer: 'bt2020-10', colorPrimaries: 'bt2020', colorMatrix: 'bt2020nc' };
    expect(plan(wide)).to.deep.equal({ kind: 'wide-gamut', by: 'zscale' });
    expect(plan(wide, false)).to.deep.equal({ kind: 'wide-gamut', by: 'colorspace' });
    expect(plan({ ...wide, colorMatrix: 'bt709' }), 'contradictory: read as it is stored').to.include({
      kind: 'standard',
    });
  });
});

describe('colorFilters', () => {
  it('end in BT.709 of 8 bits', () => {
    expect(colorFilters({ kind: 'standard', assumedMatrix: undefined })).to.deep.equal([]);
    expect(colorFilters({ kind: 'wide-gamut', by: 'zscale' }).join()).to.match(/m=bt709.*,format=yuv420p$/);
    expect(colorFilters({ kind: 'wide-gamut', by: 'colorspace' }).join()).to.match(/all=bt709:.*format=yuv420p$/);
    expect(colorFilters({ kind: 'tone-map', transfer: 'smpte2084' }).join()).to.match(
      /tonemap=.*m=bt709.*,format=yuv420p$/,
    );
  });
});
