import { Readable } from 'node:stream';
import { expect } from 'chai';
import { PictureShelf } from '../../../../../server/office/guide/picture-shelf.js';
import { ManualClock } from '../../../../support/manual-clock.js';

describe('the shelf of pictures', () => {
  const shelfOf = (clock: ManualClock, read: string[], bytes = 8) => {
    const take = (kind: string) => async (mediaId: string) => {
      read.push(`${kind} ${mediaId}`);
      if (mediaId === 'none') throw new Error('there is none');
      return Readable.from([Buffer.alloc(bytes, kind)]);
    };
    return new PictureShelf(
      { poster: take('poster'), storyboard: take('storyboard'), storyboardVtt: take('storyboardVtt') },
      clock,
    );
  };

  it('reads a picture once for all who ask at once or soon after, and again a minute later', async () => {
    const read: string[] = [];
    const clock = new ManualClock(0);
    const shelf = shelfOf(clock, read);
    const pictures = await Promise.all([1, 2, 3].map(() => shelf.get('poster', 'a')));
    await shelf.get('poster', 'a');
    expect(pictures.map(String)).to.deep.equal(['posterpo', 'posterpo', 'posterpo']);
    await shelf.get('storyboard', 'a');
    await shelf.get('poster', 'b');
    expect(read).to.deep.equal(['poster a', 'storyboard a', 'poster b']);
    await clock.advance(60_000);
    await shelf.get('poster', 'a');
    expect(read).to.have.length(4);
  });

  it('keeps no failure, and no more than it has room for', async () => {
    const read: string[] = [];
    const shelf = shelfOf(new ManualClock(0), read, 20 * 1024 * 1024);
    for (let time = 0; time < 2; time += 1) await shelf.get('poster', 'none').catch(() => undefined);
    expect(read).to.have.length(2);
    for (const mediaId of ['a', 'b', 'b', 'a']) await shelf.get('poster', mediaId);
    expect(read.slice(2)).to.deep.equal(['poster a', 'poster b', 'poster a']);
  });
});
