import { expect } from 'chai';
import type { PlayerStats } from '../../../../client/sdk/player-stats.js';
import { statRows } from '../../../../client/watch/stat-rows.js';

const nothingKnown: PlayerStats = {
  state: 'connecting',
  latencyMs: null,
  targetLatencyMs: null,
  skewMs: null,
  clockOffsetMs: null,
  clockErrorMs: null,
  clockDriftPpm: null,
  sync: 'measuring',
  syncFallback: null,
  bufferMs: null,
  layer: null,
  joinMs: null,
  framesDropped: 0,
  freezes: 0,
  packetsReceived: 0,
  packetsLost: 0,
  rttMs: null,
};

describe('stat-rows', () => {
  it('shows a dash for what is not known yet', () => {
    const rows = new Map(statRows(nothingKnown, null));
    expect(rows.get('Behind the clock')).to.equal('–');
    expect(rows.get('Frame')).to.equal('–');
  });

  it('rounds to whole milliseconds, and says in which direction', () => {
    const stats: PlayerStats = {
      ...nothingKnown,
      latencyMs: 34.4,
      skewMs: -165.6,
      clockOffsetMs: -12.2,
      clockErrorMs: 0.3,
    };
    const rows = new Map(statRows(stats, null));
    expect(rows.get('Behind the clock')).to.equal('34 ms');
    expect(rows.get('Off target by')).to.equal('−166 ms');
    expect(rows.get('Device clock off by')).to.equal('+12 ms ± 1');
    expect(new Map(statRows({ ...stats, skewMs: -0.4 }, null)).get('Off target by')).to.equal('0 ms');
  });
});
