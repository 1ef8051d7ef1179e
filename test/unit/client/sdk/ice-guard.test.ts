import { expect } from 'chai';
import { IceGuard } from '../../../../client/sdk/ice-guard.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';

describe('ice-guard', () => {
  let time: ManualClock;
  let listeners: Set<(state: RTCPeerConnectionState) => void>;
  let restarts: number;
  let broken: number;
  let restart: () => Promise<void>;
  let guard: IceGuard;

  beforeEach(() => {
    time = new ManualClock(0);
    listeners = new Set();
    restarts = 0;
    broken = 0;
    restart = async () => {};
    const connection = {
      onConnectionState(listener: (state: RTCPeerConnectionState) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const countedRestart = async () => {
      restarts++;
      await restart();
    };
    guard = new IceGuard(connection, time, countedRestart, () => broken++);
  });

  const enter = (state: RTCPeerConnectionState) => {
    for (const listener of listeners) listener(state);
  };

  it('waits for a path that comes back by itself', async () => {
    enter('connected');
    enter('disconnected');
    await time.advance(1000);
    enter('connected');
    await time.advance(60_000);
    expect(restarts).to.equal(0);
    expect(time.timerCount).to.equal(0);
  });

  it('restarts ICE when the path stays away, and at once when it has failed', async () => {
    enter('disconnected');
    await time.advance(2000);
    expect(restarts).to.equal(1);
    enter('connected');
    enter('failed');
    expect(restarts).to.equal(2);
    enter('connected');
    await time.advance(60_000);
    expect(broken).to.equal(0);
  });

  it('says so, once, when a restart does not mend it', async () => {
    enter('failed');
    enter('disconnected');
    enter('failed');
    await time.advance(60_000);
    expect([restarts, broken]).to.deep.equal([1, 1]);
    expect(time.timerCount).to.equal(0);
    expect(listeners).to.have.property('size', 0);
  });

  it('says so when the server cannot restart it', async () => {
    restart = () => Promise.reject(new Error('not joined'));
    enter('failed');
    await settle();
    expect(broken).to.equal(1);
  });

  it('restarts ICE when it is told to, and is content when something arrives again', async () => {
    enter('connected');
    guard.mend();
    guard.mend();
    expect(restarts).to.equal(1);
    await time.advance(1000);
    guard.isMended();
    await time.advance(60_000);
    expect(broken).to.equal(0);
    guard.mend();
    await time.advance(60_000);
    expect([restarts, broken]).to.deep.equal([2, 1]);
  });

  it('is silent and leaves no timer once stopped', async () => {
    restart = () => Promise.reject(new Error('not joined'));
    enter('failed');
    guard.stop();
    guard.mend();
    await time.advance(60_000);
    expect(broken).to.equal(0);
    expect(time.timerCount).to.equal(0);
    expect(listeners).to.have.property('size', 0);
  });
});
