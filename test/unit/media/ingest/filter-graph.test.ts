import { expect } from 'chai';
import { filterGraph } from '../../../../media/ingest/filter-graph.js';
import type { PreparePlan } from '../../../../media/ingest/plan.js';
import type { SoundSync } from '../../../../media/ingest/sound-clock.js';
import { PLAIN_PLAN as PLAN } from './source-fixture.js';

const graph = (plan: Partial<PreparePlan> = {}): string => filterGraph({ ...PLAN, ...plan });

/** The filters of the chain that starts at a label. */
const chain = (text: string, from: string): string[] => {
  const found = text.split(';').find((part) => part.startsWith(from));
  return found!.slice(from.length).split(',');
};

describe('filterGraph', () => {
  it('decodes the picture once and makes all layers of the canvas', () => {
    const text = graph();
    expect(text.match(/\[0:0\]/g)).to.have.length(1);
    expect(text).to.match(/split=3\[to-layer0\]\[to-layer1\]\[to-layer2\]/);
    expect(text).to.match(/\[to-layer0\]scale=320:180:flags=bicubic,setsar=1\[layer0\]/);
    expect(text).to.match(/\[to-layer2\]null,setsar=1\[layer2\]/);
  });

  it('pads the picture to the canvas and to exactly its frames', () => {
    const filters = chain(graph(), '[0:0]');
    expect(filters).to.include('pad=1280:720:(ow-iw)/2:(oh-ih)/2:eval=frame').and.to.include('trim=end_frame=123');
    expect(filters.join(',')).to.match(/^scale=w='.*in_color_matrix=smpte170m:out_color_matrix=bt709:out_range=tv,/);
  });

  it('brings the picture to the house rate, first of all when that means fewer frames', () => {
    const rate = 'fps=30:start_time=0:round=near';
    const few = chain(graph(), '[0:0]');
    expect(few.indexOf(rate)).to.equal(few.findIndex((filter) => filter.startsWith('tpad=')) - 1);
    const many = chain(graph({ picture: { ...PLAN.picture, rateFirst: true } }), '[0:0]');
    expect(many.indexOf(rate)).to.equal(0);
  });

  it("cuts the encoder's look-ahead from the sound and pads it to exactly its packets", () => {
    const filters = chain(graph(), '[0:2]');
    expect(filters.slice(-5)).to.deep.equal([
      'volume=5.8dB',
      'apad',
      'atrim=start_sample=312:end_sample=196800',
      'asetpts=N',
      'asplit[sound][peaks]',
    ]);
  });

  it('deinterlaces first of all, before frames are dropped', () => {
    const deinterlace = { firstField: 'bottom-first', everyField: false, width: 720, height: 576 } as const;
    const filters = chain(graph({ picture: { ...PLAN.picture, rateFirst: true, deinterlace } }), '[0:0]');
    expect(filters.slice(0, 3)).to.deep.equal([
      'scale=720:576',
      'bwdif=mode=send_frame:parity=bff:deint=all',
      'fps=30:start_time=0:round=near',
    ]);
  });

  it('maps what is brighter than white, in the colours of the source, behind scaling', () => {
    const color = { kind: 'tone-map', transfer: 'arib-std-b67' } as const;
    const filters = chain(graph({ picture: { ...PLAN.picture, color } }), '[0:0]').join(',');
    expect(filters).not.to.match(/color_matrix/);
    expect(filters).to.match(
      /format=yuv420p10le,pad=.*,zscale=.*tin=arib-std-b67.*tonemap=.*,format=yuv420p,setparams=/,
    );
  });

  it('reads sound that was evened from the copy', () => {
    const sound = { ...PLAN.sound!, evenedFromS: 0.5 };
    expect(graph({ sound })).to.match(/;\[1:0\]aresample=/);
  });

  it('limits peaks only where the plan wants it', () => {
    expect(graph()).not.to.match(/alimiter/);
    const sound = { ...PLAN.sound!, change: { gainDb: 12, limit: 0.891 } };
    expect(graph({ sound })).to.match(
      /volume=12dB,aresample=192000,alimiter=limit=0.8910:level=0:latency=1,aresample=48000,aformat=sample_fmts=flt,apad/,
    );
  });

  it('brings sound in step as the plan wants it', () => {
    const synced = (sync: SoundSync): string => graph({ sound: { ...PLAN.sound!, sync } });
    expect(synced({ kind: 'steady' })).to.match(/aresample=48000:async=1:first_pts=0/);
    expect(synced({ kind: 'leaping', toleratedS: 0.01 })).to.match(/async=1:min_hard_comp=0.01:first_pts=0/);
    expect(synced({ kind: 'drifting', leadS: 0.005, toleratedS: 0.06 })).to.match(
      /asetpts=PTS\+0.00500\/TB,aresample=48000:flags=res:async=4800:min_hard_comp=0.06:first_pts=0/,
    );
  });

  it('moves edits that start late to the end of the one before', () => {
    const editGaps = [
      { atS: 4.1, gapS: 0.1 },
      { atS: 8.2, gapS: 0.1 },
    ];
    expect(graph({ picture: { ...PLAN.picture, editGaps } })).to.include(
      '[0:0]setpts=PTS-(gte(T\\,4.098000)*0.100000+gte(T\\,8.198000)*0.100000)/TB,',
    );
  });

  it('puts a see-through picture on black, by the matrix that is assumed', () => {
    const filters = chain(graph({ picture: { ...PLAN.picture, hasAlpha: true } }), '[0:0]').join(',');
    expect(filters).to.match(/^scale=in_color_matrix=smpte170m,format=gbrap,premultiply=inplace=1,format=gbrp,/);
  });

  it('makes silence for a source without sound', () => {
    expect(graph({ sound: undefined })).to.match(/;anullsrc=r=48000:cl=stereo,.*,apad,atrim=/);
  });
});
