import { expect } from 'chai';
import { findConflict } from '../../../../shared/timeline/conflict.js';
import { frameAt, gridFor } from '../../../../shared/timeline/grid.js';
import { once } from '../../../../shared/timeline/occurrence-starts.js';
import { RepeatedStarts } from '../../../../shared/timeline/repeated-starts.js';
import { plannedEntry, planOf } from '../../../support/channel-plans.js';

const grid = gridFor(30);
const HOUR_FRAMES = 60 * 60 * grid.fps;
const frameOf = (iso: string) => frameAt(grid, Date.parse(iso));
const from = (startFrame: number, lengthFrames: number) => ({ starts: once(startFrame), lengthFrames });
const every = (rule: string, startsAt: string, timeZone = 'Europe/Paris') =>
  new RepeatedStarts({ rule, timeZone, startsAtMs: Date.parse(startsAt) }, grid);

describe('conflict', () => {
  it('TL5 is what two entries of equal priority both want, and names the other', () => {
    const plan = planOf(plannedEntry({ id: 'a', ...from(0, 900) }), plannedEntry({ id: 'b', ...from(600, 900) }));
    expect(findConflict(plan, 'b', 0)).to.deep.equal({ entryId: 'a', startFrame: 600, endFrame: 900 });
    expect(findConflict(plan, 'a', 0)).to.deep.equal({ entryId: 'b', startFrame: 600, endFrame: 900 });
  });

  it('is none where one starts as the other ends, nor when it is past', () => {
    const plan = planOf(plannedEntry({ id: 'a', ...from(0, 900) }), plannedEntry({ id: 'b', ...from(900, 900) }));
    expect(findConflict(plan, 'b', 0)).to.equal(null);
    const overlapping = planOf(
      plannedEntry({ id: 'a', ...from(0, 900) }),
      plannedEntry({ id: 'b', ...from(600, 900) }),
    );
    expect(findConflict(overlapping, 'b', 900)).to.equal(null);
  });

  it('TL5 is none between priorities, nor between audiences that share no viewer', () => {
    const a = plannedEntry({ id: 'a', when: { lang: 'fr' } });
    expect(findConflict(planOf(a, plannedEntry({ id: 'b', priority: 1 })), 'b', 0)).to.equal(null);
    expect(findConflict(planOf(a, plannedEntry({ id: 'b', when: { lang: 'de' } })), 'b', 0)).to.equal(null);
    expect(findConflict(planOf(a, plannedEntry({ id: 'b', when: { tier: 'free' } })), 'b', 0)).to.not.equal(null);
  });

  it('finds the first of several, and where an entry that ends with its sequence really ends', () => {
    const short = { ...from(3000, Number.POSITIVE_INFINITY), loops: false };
    const plan = planOf(
      plannedEntry({ id: 'later', ...from(3140, 900) }),
      plannedEntry({ id: 'sooner', ...from(3120, 15) }),
      plannedEntry({ id: 'short', ...short }),
    );
    expect(findConflict(plan, 'short', 0)).to.deep.equal({ entryId: 'sooner', startFrame: 3120, endFrame: 3135 });
    expect(
      findConflict(planOf(plannedEntry({ id: 'x', ...short }), plannedEntry({ id: 'y', ...from(3150, 9) })), 'y', 0),
    ).to.equal(null);
  });

  it('finds the night of the year on which two zones come too near each other', () => {
    // Between the two changes to summer time New York is an hour nearer.
    const paris = every('FREQ=DAILY', '2026-01-10T20:00:00Z');
    const newYork = every('FREQ=DAILY', '2026-01-10T21:00:00Z', 'America/New_York');
    const plan = planOf(
      plannedEntry({ id: 'paris', starts: paris, lengthFrames: HOUR_FRAMES }),
      plannedEntry({ id: 'new-york', starts: newYork, lengthFrames: HOUR_FRAMES }),
    );
    const startFrame = frameOf('2026-03-08T20:00:00Z');
    expect(findConflict(plan, 'new-york', frameOf('2026-01-01T00:00:00Z'))).to.deep.equal({
      ...{ entryId: 'paris', startFrame, endFrame: startFrame + HOUR_FRAMES },
    });
  });

  it('is none of an entry with itself: the next occurrence cuts the one before it off', () => {
    const starts = every('FREQ=DAILY', '2026-01-10T20:00:00Z');
    expect(findConflict(planOf(plannedEntry({ starts, lengthFrames: 30 * HOUR_FRAMES })), 'e', 0)).to.equal(null);
  });

  it('refuses to look for what is not there', () => {
    expect(() => findConflict(planOf(), 'nobody', 0)).to.throw(RangeError, 'nobody');
  });
});
