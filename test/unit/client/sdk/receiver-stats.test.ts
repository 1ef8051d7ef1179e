import { expect } from 'chai';
import { addCounts, countsOf, NO_COUNTS } from '../../../../client/sdk/receiver-stats.js';

const reportOf = (...stats: object[]) =>
  new Map(stats.map((entry, index) => [String(index), entry])) as unknown as RTCStatsReport;

describe('receiver-stats', () => {
  it('reads the counts of the inbound stream among the rest', () => {
    const inbound = { type: 'inbound-rtp', packetsReceived: 900, packetsLost: 3, framesDropped: 2, freezeCount: 1 };
    const counts = countsOf(reportOf({ type: 'codec' }, inbound, { type: 'transport', packetsReceived: 5 }));
    expect(counts).to.deep.equal({ packetsReceived: 900, packetsLost: 3, framesDropped: 2, freezes: 1 });
  });

  it('counts nothing where a browser does not', () => {
    expect(countsOf(reportOf({ type: 'inbound-rtp' }))).to.deep.equal(NO_COUNTS);
    expect(countsOf(reportOf())).to.deep.equal(NO_COUNTS);
  });

  it('adds up the sessions of one player', () => {
    const one = { packetsReceived: 10, packetsLost: 1, framesDropped: 2, freezes: 3 };
    expect(addCounts(one, one)).to.deep.equal({ packetsReceived: 20, packetsLost: 2, framesDropped: 4, freezes: 6 });
  });
});
