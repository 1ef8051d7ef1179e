import { expect } from 'chai';
import { noticeFor } from '../../../../client/player/notice.js';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import type { PlayerState } from '../../../../client/sdk/player-state.js';

const inState = (state: PlayerState) => noticeFor({ name: 'started', state });

describe('notice', () => {
  it('leaves a playing picture alone', () => {
    expect(inState({ name: 'playing', joinMs: 200 })).to.equal(null);
  });

  it('invites to play what has not been started', () => {
    expect(noticeFor({ name: 'idle' })).to.include({ action: 'play', busy: false });
  });

  it('says nothing about a player without a channel, and what is wrong with a faulty one', () => {
    expect(noticeFor({ name: 'empty' })).to.equal(null);
    expect(noticeFor({ name: 'faulty', fault: 'server="x" is no address' })?.text).to.include('server="x"');
  });

  it('explains a start that takes more than one try', () => {
    const problem = new PlayerError('unreachable', 'The server cannot be reached.');
    expect(inState({ name: 'connecting', attempt: 1, problem: null })).to.include({ busy: true, text: '' });
    const notice = inState({ name: 'connecting', attempt: 3, problem });
    expect(notice).to.include({ busy: true, text: 'The server cannot be reached. Trying again by itself.' });
  });

  it('says so when there is no room, and that it waits for some', () => {
    const full = new PlayerError('channel-full', 'As many are watching as it has room for.');
    const notice = inState({ name: 'connecting', attempt: 2, problem: full });
    expect(notice).to.include({ busy: true, title: 'This channel is full' });
    expect(notice?.text).to.include('room').and.include('Trying again by itself');
    const inUse = new PlayerError('token-in-use', 'End it elsewhere, or wait.');
    expect(inState({ name: 'connecting', attempt: 2, problem: inUse })?.title).to.equal('This invitation is in use');
  });

  it('keeps out of the way of the last picture while it recovers', () => {
    const problem = new PlayerError('disconnected', 'The connection to the server was lost.');
    expect(inState({ name: 'recovering', attempt: 2, problem })).to.include({ place: 'corner', busy: true });
  });

  it('says what to do about an end', () => {
    const outdated = new PlayerError('unsupported-protocol', 'Reload the page.');
    expect(inState({ name: 'failed', error: outdated })).to.include({ action: 'reload', text: 'Reload the page.' });
    const unknown = new PlayerError('channel-unknown', 'There is no such channel.');
    expect(inState({ name: 'failed', error: unknown })).to.include({ action: null, title: 'No such channel' });
    const reason = { code: 'channel-closed', message: 'The channel was taken off the air.' };
    expect(inState({ name: 'ended', reason })?.text).to.equal(reason.message);
  });
});
