import { expect } from 'chai';
import { ObjectChecks } from '../../../../../server/office/alarms/object-checks.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';

describe('object-checks', () => {
  let clock: ManualClock;
  let asked: string[];
  /** What the store says of each object; a missing one makes it hang. */
  let store: Map<string, boolean | Error>;
  let checks: ObjectChecks;

  beforeEach(() => {
    clock = new ManualClock(1_000_000);
    asked = [];
    store = new Map<string, boolean | Error>([
      ['whole', true],
      ['gone', false],
    ]);
    checks = new ObjectChecks(async (objectId) => {
      asked.push(objectId);
      const state = store.get(objectId);
      if (state instanceof Error) throw state;
      return state ?? new Promise<boolean>(() => undefined);
    }, clock);
  });

  it('finds what is gone, and asks for it again every three seconds at most', async () => {
    expect([...(await checks.broken(['whole', 'gone', 'whole']))!]).to.deep.equal(['gone']);
    expect([...(await checks.broken(['gone']))!]).to.deep.equal(['gone']);
    expect(asked).to.deep.equal(['whole', 'gone']);
    store.set('gone', true);
    await clock.advance(2999);
    expect([...(await checks.broken(['gone']))!]).to.deep.equal(['gone']);
    await clock.advance(2);
    expect([...(await checks.broken(['gone']))!]).to.deep.equal([]);
    expect(clock.timerCount).to.equal(0);
  });

  it('takes what is whole for whole for ten seconds', async () => {
    expect([...(await checks.broken(['whole']))!]).to.deep.equal([]);
    store.set('whole', false);
    await clock.advance(9999);
    expect([...(await checks.broken(['whole']))!]).to.deep.equal([]);
    await clock.advance(2);
    expect([...(await checks.broken(['whole']))!]).to.deep.equal(['whole']);
  });

  it('says that the store does not answer when it hangs or fails', async () => {
    const hanging = checks.broken(['whole', 'elsewhere']);
    await settle();
    await clock.advance(2000);
    expect(await hanging).to.equal(null);
    store.set('unreachable', new Error('connect ECONNREFUSED'));
    expect(await checks.broken(['unreachable'])).to.equal(null);
    expect(clock.timerCount).to.equal(0);
  });
});
