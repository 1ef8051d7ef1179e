import { expect } from 'chai';
import { SyncControl } from '../../../../client/sdk/sync-control.js';
import type { LeastDelays } from '../../../../client/sdk/sync-loop.js';
import type { SyncStatus } from '../../../../shared/protocol/viewer.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('sync-control', () => {
  let time: ManualClock;
  let latencyMs: number | null;
  let targetMs: number | null;
  let statuses: SyncStatus[];
  let control: SyncControl;

  beforeEach(() => {
    time = new ManualClock(1000);
    latencyMs = 200;
    targetMs = 200;
    statuses = [];
    control = new SyncControl(
      time,
      { latencyMs: () => latencyMs, targetMs: () => targetMs, canTimeFrames: () => true },
      (status) => statuses.push(status),
    );
  });

  afterEach(() => control.close());

  function session(canHoldBack = true) {
    const asked: LeastDelays[] = [];
    return { canHoldBack, asked, holdBack: (least: LeastDelays) => void asked.push(least) };
  }

  it('asks for the first delay at once, and for no delay twice', async () => {
    const one = session();
    control.steer(one);
    expect(one.asked).to.deep.equal([{ video: 80, audio: 40 }]);
    await time.advance(10_000);
    expect(one.asked.at(-1)).to.deep.equal({ video: 200, audio: 160 });
    expect(new Set(one.asked.map(({ video }) => video)).size).to.equal(one.asked.length);
    expect(control.bufferMs).to.equal(200);
  });

  it('tells of its status when it changes', async () => {
    control.steer(session());
    await time.advance(10_000);
    latencyMs = null;
    await time.advance(1000);
    expect(statuses).to.deep.equal(['steering', 'holding', 'measuring']);
  });

  it('leaves one session for the next, whose delays start anew', async () => {
    const [one, other] = [session(), session()];
    control.steer(one);
    await time.advance(10_000);
    const before = one.asked.length;
    control.steer(other);
    await time.advance(10_000);
    expect(one.asked).to.have.length(before);
    expect(other.asked.at(-1)).to.deep.equal({ video: 200, audio: 160 });
    expect(time.timerCount).to.equal(1);
  });

  it('does nothing until a target is known', async () => {
    targetMs = null;
    const one = session();
    control.steer(one);
    await time.advance(5000);
    expect(one.asked).to.deep.equal([]);
  });

  it('asks nothing of a browser that has no such delay, and says how it falls back', async () => {
    const one = session(false);
    control.steer(one);
    await time.advance(5000);
    expect(one.asked).to.deep.equal([]);
    expect(control.status).to.equal('unsupported');
    expect(control.fallback).to.equal('free-running');
  });

  it('leaves no timer', () => {
    control.steer(session());
    control.close();
    expect(time.timerCount).to.equal(0);
  });
});
