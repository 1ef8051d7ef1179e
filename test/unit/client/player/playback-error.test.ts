import { expect } from 'chai';
import { playbackErrorOf } from '../../../../client/player/playback-error.js';
import { PlayerError } from '../../../../client/sdk/player-error.js';

describe('playback-error', () => {
  it('is none while the player has not given up', () => {
    const problem = new PlayerError('disconnected', 'The connection to the server was lost.');
    expect(playbackErrorOf(null)).to.equal(null);
    expect(playbackErrorOf({ name: 'recovering', attempt: 3, problem })).to.equal(null);
  });

  it("is MediaError's: unsupported for what cannot be played, network for what is out of reach", () => {
    const unknown = new PlayerError('channel-unknown', 'There is no channel "x".');
    expect(playbackErrorOf({ name: 'failed', error: unknown })).to.deep.equal({ code: 4, message: unknown.message });
    const blocked = new PlayerError('blocked-by-page', 'The page forbids it.');
    expect(playbackErrorOf({ name: 'failed', error: blocked })).to.deep.equal({ code: 2, message: blocked.message });
  });
});
