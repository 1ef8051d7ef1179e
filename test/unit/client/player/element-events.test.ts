import { expect } from 'chai';
import { mediaEventOf } from '../../../../client/player/element-events.js';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import type { PlayerState } from '../../../../client/sdk/player-state.js';

const problem = new PlayerError('disconnected', '');
const PLAYING: PlayerState = { name: 'playing', joinMs: 100 };
const RECOVERING: PlayerState = { name: 'recovering', attempt: 1, problem };
const ENDED: PlayerState = { name: 'ended', reason: { code: 'channel-deleted', message: '' } };
const JOINING: PlayerState = { name: 'joining', attempt: 1, problem: null };

describe('element-events', () => {
  it('tells as a media element does that the picture stands still, moves again, or has ended', () => {
    expect(mediaEventOf({ state: RECOVERING, previous: PLAYING }, false)).to.equal('waiting');
    expect(mediaEventOf({ state: { ...RECOVERING, attempt: 2 }, previous: RECOVERING }, false)).to.equal(null);
    expect(mediaEventOf({ state: PLAYING, previous: RECOVERING }, false)).to.equal('playing');
    expect(mediaEventOf({ state: ENDED, previous: PLAYING }, true)).to.equal('ended');
  });

  it('leaves the first picture to the inner element, and all of it while the viewer has paused', () => {
    expect(mediaEventOf({ state: PLAYING, previous: JOINING }, false)).to.equal(null);
    expect(mediaEventOf({ state: RECOVERING, previous: PLAYING }, true)).to.equal(null);
    expect(mediaEventOf({ state: PLAYING, previous: RECOVERING }, true)).to.equal(null);
  });
});
