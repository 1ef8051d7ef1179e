import { expect } from 'chai';
import { Readiness } from '../../../../../server/office/health/readiness.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';

const ok = { ok: true };

describe('readiness', () => {
  let clock: ManualClock;
  let asked: string[];
  let database: () => Promise<unknown>;
  let store: () => Promise<unknown>;
  let readiness: Readiness;

  beforeEach(() => {
    clock = new ManualClock(0);
    asked = [];
    database = async () => undefined;
    store = async () => undefined;
    const ask = (name: string, probe: () => Promise<unknown>) => {
      asked.push(name);
      return probe();
    };
    readiness = new Readiness({
      clock,
      parts: { database: () => ask('database', () => database()), store: () => ask('store', () => store()) },
    });
  });

  it('says that all is well', async () => {
    expect(await readiness.report()).to.deep.equal({ database: ok, store: ok });
    expect(clock.timerCount).to.equal(0);
  });

  it('names the part that fails, and why', async () => {
    store = async () => {
      throw new Error('nothing answers there (ECONNREFUSED)');
    };
    expect(await readiness.report()).to.deep.equal({
      database: ok,
      store: { ok: false, reason: 'nothing answers there (ECONNREFUSED)' },
    });
  });

  it('waits for no part longer than two seconds', async () => {
    store = () => new Promise(() => undefined);
    const report = readiness.report();
    await settle();
    await clock.advance(2000);
    expect(await report).to.deep.equal({ database: ok, store: { ok: false, reason: 'it does not answer' } });
  });

  it('asks a part every five seconds at most, however many want to know', async () => {
    await Promise.all(Array.from({ length: 20 }, () => readiness.report()));
    expect(asked).to.have.members(['database', 'store']);
    await clock.advance(4999);
    await readiness.report();
    expect(asked).to.have.lengthOf(2);
    await clock.advance(1);
    await readiness.report();
    expect(asked).to.have.lengthOf(4);
  });
});
