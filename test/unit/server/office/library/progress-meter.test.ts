import { expect } from 'chai';
import { ProgressMeter } from '../../../../../server/office/library/progress-meter.js';

describe('progress meter', () => {
  it('tells how far a preparation is, and how long it goes on at this pace', () => {
    const meter = new ProgressMeter(1000);
    meter.advance(0.25, 6000);
    expect(meter.fraction).to.equal(0.25);
    expect(meter.etaSeconds(6000)).to.equal(15);
  });

  it('says nothing while there is no telling', () => {
    const meter = new ProgressMeter(0);
    expect(meter.etaSeconds(60_000), 'nothing is done').to.equal(null);
    meter.advance(0.01, 200);
    expect(meter.etaSeconds(200), 'it has only just begun').to.equal(null);
    const slow = new ProgressMeter(0);
    slow.advance(0.0001, 20_000);
    expect(slow.etaSeconds(20_000), 'longer than anybody plans for').to.equal(null);
  });

  it('goes by the pace of late: surveying is faster than encoding', () => {
    const meter = new ProgressMeter(0);
    meter.advance(0.1, 1000);
    for (let second = 2; second <= 61; second++) meter.advance(0.1 + (second - 1) * 0.005, second * 1000);
    expect(meter.fraction).to.be.closeTo(0.4, 1e-9);
    expect(meter.etaSeconds(61_000)).to.be.closeTo(120, 1);
  });

  it('counts the time without any progress', () => {
    const meter = new ProgressMeter(0);
    meter.advance(0.5, 10_000);
    expect(meter.etaSeconds(10_000)).to.equal(10);
    expect(meter.etaSeconds(20_000)).to.equal(20);
  });
});
