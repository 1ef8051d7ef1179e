import { expect } from 'chai';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import { INITIAL_STATE, nextState, type PlayerSignal, type PlayerState } from '../../../../client/sdk/player-state.js';

const dropped = new PlayerError('disconnected', 'The connection to the server was lost.');
const refused = new PlayerError('channel-unknown', 'There is no such channel.');

const CONNECTED: PlayerSignal = { name: 'connected' };
const FIRST_FRAME: PlayerSignal = { name: 'first-frame', joinMs: 210 };
const LOST: PlayerSignal = { name: 'lost', problem: dropped };
const FAILED: PlayerSignal = { name: 'failed', error: refused };
const ENDED: PlayerSignal = { name: 'ended', reason: { code: 'closed', message: 'The player was closed.' } };

function stateAfter(...signals: PlayerSignal[]): PlayerState {
  return signals.reduce(nextState, INITIAL_STATE);
}

describe('player-state', () => {
  it('stays as it is for a viewer who is moved to another feed while the picture goes on', () => {
    const playing = stateAfter(CONNECTED, FIRST_FRAME);
    expect(nextState(nextState(playing, CONNECTED), { name: 'first-frame', joinMs: 90 })).to.equal(playing);
  });

  it('goes from connecting through joining to playing', () => {
    expect(stateAfter()).to.deep.equal({ name: 'connecting', attempt: 1, problem: null });
    expect(stateAfter(CONNECTED)).to.deep.equal({ name: 'joining', attempt: 1, problem: null });
    expect(stateAfter(CONNECTED, FIRST_FRAME)).to.deep.equal({ name: 'playing', joinMs: 210 });
  });

  it('keeps connecting, and says why, when there has been no picture yet', () => {
    expect(stateAfter(LOST)).to.deep.equal({ name: 'connecting', attempt: 2, problem: dropped });
    expect(stateAfter(CONNECTED, LOST, CONNECTED)).to.deep.equal({ name: 'joining', attempt: 2, problem: dropped });
  });

  it('recovers, counting its tries, once there has been a picture', () => {
    const lost = stateAfter(CONNECTED, FIRST_FRAME, LOST);
    expect(lost).to.deep.equal({ name: 'recovering', attempt: 1, problem: dropped });
    expect(nextState(lost, LOST)).to.include({ name: 'recovering', attempt: 2 });
    expect(nextState(lost, FIRST_FRAME)).to.deep.equal({ name: 'playing', joinMs: 210 });
  });

  it('stays the very same state while a recovery makes its way', () => {
    const recovering = stateAfter(CONNECTED, FIRST_FRAME, LOST);
    expect(nextState(recovering, CONNECTED)).to.equal(recovering);
  });

  it('lets nothing lead out of its ends', () => {
    for (const end of [FAILED, ENDED]) {
      const over = stateAfter(CONNECTED, end);
      for (const signal of [CONNECTED, FIRST_FRAME, LOST, FAILED, ENDED])
        expect(nextState(over, signal)).to.equal(over);
    }
  });
});
