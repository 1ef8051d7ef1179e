import { expect } from 'chai';
import { type AlarmFacts, alarmsOf } from '../../../../../server/office/alarms/alarm-rules.js';

const allIsWell: AlarmFacts = {
  ...{ isSilent: false, unreadable: [], missing: [], lateTrims: [], stalls: 0, skips: 0, freezes: 0 },
  ...{ lossPercent: null, skewMs: null, isIdle: false, latePercent: 0, slowReads: 0 },
  ...{ workersAlive: 2, workersWanted: 2, workerError: null, workerDeathsMs: [], freeBytes: 2 ** 40 },
  ...{ isAirAway: false, officeReturnsMs: [], clockErrorMs: 0 },
};
const alarmsWith = (facts: Partial<AlarmFacts>) => alarmsOf({ ...allIsWell, ...facts });
const codesWith = (facts: Partial<AlarmFacts>) => alarmsWith(facts).map(({ code }) => code);
/** Ten viewers, of whom two are above a limit. */
const spread = (p95: number, limit: number) => ({
  ...{ viewers: 10, p50: 0, p95, p99: p95 },
  histogram: [
    { upTo: limit, viewers: 8 },
    { upTo: null, viewers: 2 },
  ],
});

describe('alarms of a channel', () => {
  it('are none while all is well, up to each limit', () => {
    expect(alarmsWith({})).to.deep.equal([]);
    const atTheLimits = {
      lossPercent: spread(2, 2),
      skewMs: spread(100, 100),
      latePercent: 10,
      freeBytes: 2 * 1024 ** 3,
    };
    expect(alarmsWith(atTheLimits)).to.deep.equal([]);
  });

  it('tell each trouble by a code of its own', () => {
    const troubles: Partial<AlarmFacts> = {
      ...{ isSilent: true, stalls: 1, skips: 1, freezes: 1, isIdle: true, latePercent: 11, slowReads: 1 },
      ...{ unreadable: [{ title: 'A', atMs: 1 }], missing: null, lateTrims: [{ title: 'B', atMs: 2 }] },
      ...{ lossPercent: spread(2.5, 2), skewMs: spread(101, 100), workersAlive: 1, workerDeathsMs: [3], freeBytes: 0 },
      ...{ isAirAway: true, officeReturnsMs: [4], clockErrorMs: -3_600_000 },
    };
    for (const [fact, value] of Object.entries(troubles)) {
      expect(alarmsWith({ [fact]: value }), fact).to.have.length(1);
    }
    const all = codesWith(troubles);
    expect(new Set(all).size).to.equal(Object.keys(troubles).length);
  });

  it('come with what viewers miss first', () => {
    const alarms = alarmsWith({ workerDeathsMs: [3], isSilent: true, missing: [{ title: 'A', atMs: 5 }] });
    expect(alarms.map(({ code, severity }) => `${code} ${severity}`)).to.deep.equal([
      'feed-silent error',
      'media-missing error',
      'worker-replaced warning',
    ]);
  });

  it('count a dead process as graver when there is no other', () => {
    expect(alarmsWith({ workersAlive: 1 })[0]).to.include({ code: 'workers-down', severity: 'warning' });
    expect(alarmsWith({ workersAlive: 0 })[0]).to.include({ code: 'workers-down', severity: 'error' });
    expect(alarmsWith({ workersAlive: 0, workerError: 'spawn ENOMEM' })[0]!.message).to.include('spawn ENOMEM');
  });

  it('name what is concerned, each once and not too many, with the instant of the first', () => {
    const missing = ['A', 'B', 'A', 'C', 'D', 'E'].map((title, index) => ({ title, atMs: 1000 + index }));
    const [alarm] = alarmsWith({ missing });
    expect(alarm!.message).to.match(/^“A”, “B”, “C” and 2 more:/);
    expect(alarm!.at).to.equal(1000);
  });

  it('say that viewers saw the slate where something was not loaded in time', () => {
    expect(alarmsWith({ stalls: 2 })[0]!.message).to.contain('2 times in the last minute: viewers saw the slate');
    expect(alarmsWith({ missing: null })[0]!.message).to.contain(
      'viewers see the slate in place of what is not loaded',
    );
  });

  it('say how many viewers it is', () => {
    expect(alarmsWith({ lossPercent: spread(7, 2) })[0]!.message).to.match(/^2 of 10 viewers lose more than 2 %/);
    expect(alarmsWith({ skewMs: spread(150, 100) })[0]!.message).to.match(/^2 of 10 viewers are more than 100 ms off/);
    expect(alarmsWith({ freezes: 3 })[0]!.message).to.contain('3 times');
  });
});
