import { expect } from 'chai';
import { alarmsOf, type OnAirState, riseOf, withSample } from '../../../../../client/console/channels/alarms.js';

const spread = (p95: number) => ({ viewers: 20, p50: 0, p95, p99: p95, histogram: [] });
const state = (changes: Partial<OnAirState> = {}, figures: Partial<OnAirState['stats']> = {}): OnAirState => ({
  stats: {
    ...{ at: 0, targetLatencyMs: 200, viewers: 20, latencyMs: null, skewMs: null, spreadMs: null, joinMs: null },
    ...{ clockErrorMs: null, rttMs: null, lossPercent: null, layers: {}, sync: {}, freezes: 0, framesDropped: 0 },
    ...figures,
  },
  ...{ freezesLately: 0, kind: 'media', workers: { alive: 2, wanted: 2 } },
  ...changes,
});

describe('alarms of a channel', () => {
  it('are none while all is well, with viewers or without', () => {
    expect(alarmsOf(state())).to.deep.equal([]);
    expect(alarmsOf(state({ workers: null }, { viewers: 0 }))).to.deep.equal([]);
    expect(alarmsOf(state({}, { lossPercent: spread(2), skewMs: spread(100) }))).to.deep.equal([]);
  });

  it('tell loss, skew and freezes with their figures', () => {
    const alarms = alarmsOf(state({ freezesLately: 3 }, { lossPercent: spread(2.51), skewMs: spread(120.4) }));
    expect(alarms).to.have.length(3);
    expect(alarms[0]).to.contain('3 times');
    expect(alarms[1]).to.contain('2.5 %');
    expect(alarms[2]).to.contain('120 ms');
  });

  it('tell of processes that are down before anything else', () => {
    const alarms = alarmsOf(state({ workers: { alive: 1, wanted: 2 }, kind: 'slate' }));
    expect(alarms[0]).to.contain('1 of 2 processes');
    expect(alarms[1]).to.contain('slate');
  });
});

describe('a count lately', () => {
  it('is what it rose by within the last minute, whoever left meanwhile', () => {
    const counts = [5, 6, 2, 4].map((count, index) => ({ atMs: index * 1000, count }));
    expect(riseOf(counts)).to.equal(3);
    expect(riseOf([])).to.equal(0);
    const later = withSample(counts, { atMs: 61_500, count: 4 });
    expect(later.map(({ atMs }) => atMs)).to.deep.equal([2000, 3000, 61_500]);
  });

  it('takes what is told twice once', () => {
    const told = { atMs: 1000, count: 1 };
    expect(withSample([told], told)).to.deep.equal([told]);
  });
});
