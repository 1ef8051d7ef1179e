import { expect } from 'chai';
import { AdaptiveTargets } from '../../../../../server/air/viewers/adaptive-targets.js';
import { ReportBook } from '../../../../../server/air/viewers/report-book.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { reportWith } from './report-fixture.js';

describe('adaptive-targets', () => {
  let clock: ManualClock;
  let book: ReportBook;
  let aims: [string, number | null][];
  let adaptive: Set<string>;
  let targets: AdaptiveTargets;

  beforeEach(() => {
    clock = new ManualClock(0);
    book = new ReportBook();
    aims = [];
    adaptive = new Set(['slow']);
    targets = new AdaptiveTargets(clock, book, {
      stored: (slug) => ({ adaptiveLatency: adaptive.has(slug), targetLatencyMs: 200 }),
      aim: (slug, targetMs) => aims.push([slug, targetMs]),
    });
  });

  afterEach(() => targets.close());

  /** Viewers who report every five seconds. */
  async function watch(seconds: number, latencyMs: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 5) {
      for (const slug of ['slow', 'fixed']) {
        book.take(slug, `${slug}-viewer`, reportWith({ sync: 'cannot-hold', latencyMs }), clock.now());
      }
      await clock.advance(5000);
    }
  }

  it('announces another target to a channel that asks for it, and to no other', async () => {
    await watch(30, 240);
    expect(aims).to.deep.equal([['slow', 250]]);
  });

  it('gives a channel its own target again when it stops asking, or has no viewers left', async () => {
    await watch(30, 240);
    adaptive.clear();
    await clock.advance(5000);
    expect(aims.at(-1)).to.deep.equal(['slow', null]);
    adaptive.add('slow');
    await watch(30, 240);
    expect(aims.at(-1)).to.deep.equal(['slow', 250]);
    book.forget('slow', 'slow-viewer');
    await clock.advance(5000);
    expect(aims.at(-1)).to.deep.equal(['slow', null]);
  });

  it('leaves no timer', () => {
    targets.close();
    expect(clock.timerCount).to.equal(0);
  });
});
