import { expect } from 'chai';
import { startPlayback } from '../../../../client/player/autoplay.js';

/** A video as far as autoplay goes: plays what the browser allows, once there is data. */
class Video {
  muted = false;
  readonly #allows: 'everything' | 'silence' | 'nothing';
  readonly #data: Promise<void>;

  constructor(allows: 'everything' | 'silence' | 'nothing', data: Promise<void> = Promise.resolve()) {
    this.#allows = allows;
    this.#data = data;
  }

  async play(): Promise<void> {
    const isAllowed = this.#allows === 'everything' || (this.#allows === 'silence' && this.muted);
    await this.#data;
    if (!isAllowed) throw new DOMException('a click is needed', 'NotAllowedError');
  }
}

describe('autoplay', () => {
  it('plays with sound where the browser allows it', async () => {
    const video = new Video('everything');
    expect(await startPlayback(video)).to.equal('playing');
    expect(video.muted).to.equal(false);
  });

  it('plays without sound where the browser insists', async () => {
    const video = new Video('silence');
    expect(await startPlayback(video)).to.equal('muted');
    expect(video.muted).to.equal(true);
  });

  it('does not call a video muted by the browser that was so before', async () => {
    const video = new Video('silence');
    video.muted = true;
    expect(await startPlayback(video)).to.equal('playing');
  });

  it('leaves the sound as it was where nothing may play', async () => {
    const video = new Video('nothing');
    expect(await startPlayback(video)).to.equal('blocked');
    expect(video.muted).to.equal(false);
  });

  it('is not misled by a second attempt that mutes the video while the first waits for data', async () => {
    let arrive = () => {};
    const video = new Video(
      'silence',
      new Promise((resolve) => {
        arrive = resolve;
      }),
    );
    const outcomes = [startPlayback(video), startPlayback(video)];
    arrive();
    expect(await Promise.all(outcomes)).to.deep.equal(['muted', 'muted']);
  });

  it('takes a load or a pause in between for what it is', async () => {
    const play = () => Promise.reject(new DOMException('a new load', 'AbortError'));
    expect(await startPlayback({ muted: false, play })).to.equal('superseded');
  });
});
