import { expect } from 'chai';
import { Coalescer } from '../../../../../server/office/news/host-coalescer.js';
import { ManualClock } from '../../../../support/manual-clock.js';

describe('news for hosts', () => {
  const setUp = () => {
    const clock = new ManualClock(0);
    const passed: string[] = [];
    const news = new Coalescer<string>(clock, 250, (state) => passed.push(`${clock.now()} ${state}`));
    return { clock, passed, news };
  };

  it('are passed on at once, then the newest of them a few times a second, then the last', async () => {
    const { clock, passed, news } = setUp();
    for (let step = 0; step <= 100; step++) {
      news.push('a', `a${step}`);
      if (step < 100) await clock.advance(10);
    }
    await clock.advance(1000);
    expect(passed).to.deep.equal(['0 a0', '250 a24', '500 a49', '750 a74', '1000 a99', '1250 a100']);
    expect(clock.timerCount).to.equal(0);
  });

  it('of one media do not hold up those of another', () => {
    const { passed, news } = setUp();
    news.push('a', 'a1');
    news.push('a', 'a2');
    news.push('b', 'b1');
    expect(passed).to.deep.equal(['0 a1', '0 b1']);
  });

  it('of a media that is gone are not passed on any more', async () => {
    const { clock, passed, news } = setUp();
    news.push('a', 'a1');
    news.push('a', 'a2');
    news.forget('a');
    await clock.advance(1000);
    expect(passed).to.deep.equal(['0 a1']);
  });

  it('leave no timer behind when they are closed', () => {
    const { clock, news } = setUp();
    news.push('a', 'a1');
    news.push('b', 'b1');
    news.close();
    expect(clock.timerCount).to.equal(0);
  });
});
