import { once } from 'node:events';
import { expect } from 'chai';
import { ReadWatch } from '../../../../media/store/read-watch.js';

describe('the watch over a read', () => {
  it('gives up what never answers, and what trickles', async () => {
    const silent = new ReadWatch(20);
    const trickling = new ReadWatch(20);
    trickling.bytes = 1000;
    await Promise.all([once(silent.signal, 'abort'), once(trickling.signal, 'abort')]);
  });

  it('lets go on what keeps the pace, and gives it up when it falls behind', async () => {
    const marker = new ReadWatch(20);
    const paced = new ReadWatch(20);
    paced.bytes = 256 * 40;
    await once(marker.signal, 'abort');
    expect(paced.signal.aborted).to.equal(false);
    await once(paced.signal, 'abort');
  });

  it('gives up with whoever wanted it, and watches nothing that is over', async () => {
    const wanted = new AbortController();
    const [unwanted, over, marker] = [new ReadWatch(20, wanted.signal), new ReadWatch(10), new ReadWatch(60)];
    wanted.abort();
    expect(unwanted.signal.aborted).to.equal(true);
    over.close();
    await once(marker.signal, 'abort');
    expect(over.signal.aborted).to.equal(false);
  });
});
