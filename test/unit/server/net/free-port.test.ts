import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { waitForPort } from '../../../../server/net/free-port.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('waiting for a port', () => {
  let holder: Server;
  let PORT: number;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock(0);
    holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    ({ port: PORT } = holder.address() as AddressInfo);
  });
  afterEach(() => void holder.close());

  /** Advances the clock until what is awaited has settled. */
  async function settled(waiting: Promise<void>): Promise<string> {
    let outcome: string | undefined;
    waiting.then(
      () => (outcome = 'free'),
      (error: Error) => (outcome = error.message),
    );
    while (outcome === undefined) {
      await clock.advance(100);
      await new Promise(setImmediate);
    }
    return outcome;
  }

  it('ends when the program that had it ends', async () => {
    const waiting = waitForPort({ HOST: '127.0.0.1', PORT }, clock);
    while (clock.timerCount === 0) await new Promise(setImmediate);
    await clock.advance(1000);
    holder.close();
    await once(holder, 'close');
    expect(await settled(waiting)).to.equal('free');
    expect(clock.timerCount).to.equal(0);
  });

  it('fails after three seconds with the setting that is to be changed', async () => {
    const said = await settled(waitForPort({ HOST: '127.0.0.1', PORT }, clock));
    expect(said).to.equal(`PORT=${PORT} is in use: stop the other program or set another PORT`);
    expect(clock.now()).to.be.within(3000, 3500);
  });

  it('fails at once for an address that is not of this machine', async () => {
    const said = await settled(waitForPort({ HOST: '192.0.2.1', PORT }, clock));
    expect(said).to.match(/^HOST=192\.0\.2\.1 PORT=\d+ cannot be listened on: .*EADDRNOTAVAIL/);
  });
});
