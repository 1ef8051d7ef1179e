import { expect } from 'chai';
import { type FeedCounts, FeedWatch } from '../../../../../server/air/health/feed-watch.js';

const MINUTE_MS = 60_000;

function feed(channels: readonly string[], counts: Partial<FeedCounts> = {}) {
  return { channels: new Set(channels), stats: { frames: 0, framesLate: 0, stalls: 0, skips: 0, ...counts } };
}

describe('feed-watch', () => {
  let watch: FeedWatch;

  beforeEach(() => {
    watch = new FeedWatch(MINUTE_MS);
  });

  it('counts for every channel what its feeds stumbled over, once, and forgets it after a while', () => {
    const [both, one] = [feed(['a', 'b'], { frames: 150, stalls: 1 }), feed(['a'], { frames: 150, skips: 2 })];
    watch.look([both, one], 5000);
    both.stats.stalls = 3;
    watch.look([both, one], 10_000);
    expect(watch.ofChannel('a', 10_000)).to.include({ stalls: 3, skips: 2 });
    expect(watch.ofChannel('b', 10_000)).to.include({ stalls: 3, skips: 0 });
    expect(watch.ofChannel('c', 10_000)).to.include({ stalls: 0, skips: 0 });
    expect(watch.ofAll(10_000)).to.include({ frames: 300, stalls: 3, skips: 2 });
    expect(watch.ofChannel('a', 5001 + MINUTE_MS)).to.include({ stalls: 2, skips: 0 });
    expect(watch.ofAll(10_001 + MINUTE_MS)).to.deep.equal({ frames: 0, framesLate: 0, stalls: 0, skips: 0 });
  });

  it('tells of a feed with viewers that sends no frame from one look to the next, until it does', () => {
    const [watched, unwatched] = [feed(['a']), feed([])];
    watch.look([watched, unwatched], 0);
    expect(watch.isSilent('a')).to.equal(false);
    watch.look([watched, unwatched], 5000);
    expect(watch.isSilent('a')).to.equal(true);
    watched.stats.frames = 1;
    watch.look([watched, unwatched], 10_000);
    expect(watch.isSilent('a')).to.equal(false);
    watch.look([watched], 15_000);
    expect(watch.isSilent('a')).to.equal(true);
    watch.look([], 20_000);
    expect(watch.isSilent('a')).to.equal(false);
  });
});
