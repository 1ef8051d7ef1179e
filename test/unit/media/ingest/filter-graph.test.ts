import { expect } from 'chai';
import { houseLayers } from '../../../../media/house.js';
import { filterGraph } from '../../../../media/ingest/filter-graph.js';
import type { PreparePlan } from '../../../../media/ingest/plan.js';

const HOUSE = { fps: 30, width: 1280, height: 720 };
const PLAN: PreparePlan = {
  house: HOUSE,
  frames: 123,
  audioPackets: 205,
  picture: { stream: 0, width: 960, height: 720, rateFirst: false, assumedColorMatrix: 'smpte170m' },
  sound: { stream: 2, change: { gainDb: 5.8, limit: undefined } },
};
const layers = houseLayers(HOUSE);
const graph = (plan: Partial<PreparePlan> = {}): string => filterGraph({ ...PLAN, ...plan }, layers);

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
    expect(filters).to.include('pad=1280:720:(ow-iw)/2:(oh-ih)/2').and.to.include('trim=end_frame=123');
    expect(filters[0]).to.match(/^scale=960:720:.*in_color_matrix=smpte170m:out_color_matrix=bt709:out_range=tv$/);
  });

  it('brings the picture to the house rate, first of all when that means fewer frames', () => {
    const isRate = (filter: string): boolean => filter === 'fps=30:start_time=0:round=near';
    expect(chain(graph(), '[0:0]').findIndex(isRate)).to.equal(5);
    expect(chain(graph({ picture: { ...PLAN.picture, rateFirst: true } }), '[0:0]').findIndex(isRate)).to.equal(0);
  });

  it("cuts the encoder's look-ahead from the sound and pads it to exactly its packets", () => {
    const filters = chain(graph(), '[0:2]');
    expect(filters.slice(-4)).to.deep.equal([
      'volume=5.8dB',
      'apad',
      'atrim=start_sample=312:end_sample=196800',
      'asetpts=N[sound]',
    ]);
  });

  it('limits peaks only where the plan wants it', () => {
    expect(graph()).not.to.match(/alimiter/);
    const sound = { stream: 2, change: { gainDb: 12, limit: 0.891 } };
    expect(graph({ sound })).to.match(/volume=12dB,alimiter=limit=0.8910:level=0:latency=1,apad/);
  });

  it('makes silence for a source without sound', () => {
    expect(graph({ sound: undefined })).to.match(/;anullsrc=r=48000:cl=stereo,.*,apad,atrim=/);
  });
});
