import { expect } from 'chai';
import { ClockClient } from '../../../../client/sdk/clock-client.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';

const OFFSET_MS = 1_700_000_000_000;

describe('clock-client', () => {
  let time: ManualClock;
  let pings: number;
  let client: ClockClient;

  beforeEach(() => {
    time = new ManualClock(1000);
    pings = 0;
    client = new ClockClient(time, async (t0) => {
      pings++;
      const master = time.now() + OFFSET_MS;
      return { t0, t1: master, t2: master };
    });
  });

  it('has an estimate with the first answer', async () => {
    expect(client.masterTimeMs(1000)).to.equal(null);
    client.start();
    await settle();
    expect(client.masterTimeMs(1000)).to.equal(1000 + OFFSET_MS);
    client.stop();
  });

  it('pings in a burst at first, every three seconds for most of a minute, then every ten', async () => {
    client.start();
    await settle();
    await time.advance(1000);
    expect(pings).to.equal(8);
    await time.advance(54_000);
    expect(pings).to.equal(26);
    await time.advance(600_000);
    expect(pings).to.equal(86);
    client.stop();
  });

  it('asks in a burst again after a sleep, unless it is stopped', async () => {
    client.start();
    await settle();
    await time.advance(120_000);
    const before = pings;
    client.refresh();
    await settle();
    await time.advance(1000);
    expect(pings - before).to.equal(8);
    client.stop();
    client.refresh();
    await time.advance(10_000);
    expect(pings - before).to.equal(8);
    expect(time.timerCount).to.equal(0);
  });

  it('goes on when answers are missing', async () => {
    let asked = 0;
    const deaf = new ClockClient(time, async () => {
      asked++;
      throw new Error('no answer');
    });
    deaf.start();
    await settle();
    await time.advance(1000);
    expect(asked).to.equal(8);
    expect(deaf.estimate()).to.equal(null);
    deaf.stop();
  });

  it('leaves no timer when it is stopped, nor one for each time it was started', async () => {
    client.start();
    client.start();
    await settle();
    expect(time.timerCount).to.equal(1);
    client.stop();
    client.start();
    client.stop();
    await settle();
    expect(time.timerCount).to.equal(0);
  });

  it('remembers what it has learned over a break', async () => {
    client.start();
    await settle();
    client.stop();
    await time.advance(10_000);
    expect(client.masterTimeMs(0)).to.be.closeTo(OFFSET_MS, 0.01);
  });
});
