import { expect } from 'chai';
import { PATIENCE_MS, standingOf } from '../../../../../server/air/sfu/transport-patience.js';

describe('transport patience', () => {
  it('waits ten seconds for a first connection, however far it has come', () => {
    const ways = [standingOf('new', 'new'), standingOf('connected', 'new'), standingOf('completed', 'connecting')];
    expect(new Set(ways)).to.deep.equal(new Set(['connecting']));
    expect(PATIENCE_MS.connecting).to.equal(10_000);
  });

  it('lets one that is connected be, and one that broke or was ended wait for a while', () => {
    expect(PATIENCE_MS[standingOf('completed', 'connected')]).to.equal(undefined);
    expect(PATIENCE_MS[standingOf('disconnected', 'connected')]).to.equal(15_000);
    expect(PATIENCE_MS[standingOf('completed', 'failed')]).to.equal(5000);
    expect(PATIENCE_MS[standingOf('disconnected', 'closed')]).to.equal(5000);
  });
});
