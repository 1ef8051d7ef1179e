import { expect } from 'chai';
import { followName } from '../../../../client/watch/channel-name.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';

describe('channel-name', () => {
  let time: ManualClock;
  let shown: string[];
  let isVisible: boolean;
  let ask: () => Promise<string | null>;

  beforeEach(() => {
    time = new ManualClock(0);
    shown = [];
    isVisible = true;
    ask = async () => 'News';
  });

  const follow = () =>
    followName(time, {
      ...{ ask: () => ask(), isVisible: () => isVisible, otherwise: 'news' },
      show: (name) => shown.push(name),
    });

  it('is shown at once, and anew within a minute of being changed', async () => {
    follow();
    await settle();
    ask = async () => 'News at Ten';
    await time.advance(60_000);
    expect(shown).to.deep.equal(['News', 'News at Ten']);
  });

  it('is its address where it has none to show', async () => {
    ask = async () => null;
    follow();
    await time.advance(60_000);
    expect(shown).to.deep.equal(['news']);
  });

  it('stays while nobody answers', async () => {
    follow();
    await settle();
    ask = async () => null;
    await time.advance(180_000);
    expect(shown).to.deep.equal(['News']);
  });

  it('is asked for once while nobody looks at the page, and again as soon as somebody does', async () => {
    isVisible = false;
    const { look, stop } = follow();
    await time.advance(180_000);
    look();
    await settle();
    expect(shown).to.deep.equal(['News']);
    isVisible = true;
    look();
    await settle();
    expect(shown).to.deep.equal(['News', 'News']);
    stop();
    expect(time.timerCount).to.equal(0);
  });

  it('is the last that was asked for, whichever answer comes first', async () => {
    const answers: ((name: string) => void)[] = [];
    ask = () => new Promise((resolve) => answers.push(resolve));
    const { look } = follow();
    look();
    answers[1]!('new');
    await settle();
    answers[0]!('old');
    await settle();
    expect(shown).to.deep.equal(['new']);
  });
});
