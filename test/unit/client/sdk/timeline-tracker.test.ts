import { expect } from 'chai';
import fc from 'fast-check';
import { TimelineTracker } from '../../../../client/sdk/timeline-tracker.js';
import type { Airing, TimelineWindow } from '../../../../shared/protocol/viewer.js';

const FPS = 30;
/** A frame since the epoch that lies on the house grid. */
const START = 53_000_000_000;

function airing(itemIndex: number, startFrame: number, endFrame: number): Airing {
  const title = `Item ${itemIndex}`;
  return {
    kind: 'media',
    mediaId: `m${itemIndex}`,
    title,
    sequenceId: 's',
    itemIndex,
    startFrame,
    endFrame,
    inFrame: 0,
  };
}

function windowOf(version: number, airings: Airing[], effectiveFrame = airings[0]!.startFrame): TimelineWindow {
  const msOf = (frame: number) => (frame * 1000) / FPS;
  return { version, fps: FPS, effectiveAtMs: msOf(effectiveFrame), untilMs: msOf(airings.at(-1)!.endFrame), airings };
}

function trackerOf(window: TimelineWindow): TimelineTracker {
  const tracker = new TimelineTracker();
  tracker.reset(window);
  return tracker;
}

describe('timeline-tracker', () => {
  it('knows nothing before it is told', () => {
    const tracker = new TimelineTracker();
    expect(tracker.grid).to.equal(null);
    expect(tracker.airingOf(START)).to.equal(null);
  });

  it('changes items on the very frame', () => {
    const tracker = trackerOf(windowOf(1, [airing(0, START, START + 300), airing(1, START + 300, START + 450)]));
    expect(tracker.airingOf(START + 299)?.itemIndex).to.equal(0);
    expect(tracker.airingOf(START + 300)?.itemIndex).to.equal(1);
    expect(tracker.nextAfter(START + 299)?.itemIndex).to.equal(1);
    expect(tracker.nextAfter(START + 300), 'not told yet').to.equal(null);
  });

  it('names no frame outside of what it was told', () => {
    const tracker = trackerOf(windowOf(1, [airing(0, START, START + 300)]));
    expect(tracker.airingOf(START - 1)).to.equal(null);
    expect(tracker.airingOf(START + 300)).to.equal(null);
  });

  it('goes on when it is told more of the same version, and still knows what was on just before', () => {
    const tracker = trackerOf(windowOf(1, [airing(0, START, START + 300), airing(1, START + 300, START + 600)]));
    tracker.update(
      windowOf(1, [airing(1, START + 300, START + 600), airing(2, START + 600, START + 900)], START + 301),
    );
    expect(tracker.airingOf(START + 299)?.itemIndex).to.equal(0);
    expect(tracker.nextAfter(START + 599)?.itemIndex).to.equal(2);
  });

  it('leaves what is on air alone until a new version takes effect', () => {
    const tracker = trackerOf(windowOf(1, [airing(0, START, START + 300), airing(1, START + 300, START + 600)]));
    tracker.update(windowOf(2, [airing(0, START, START + 300), airing(7, START + 300, START + 600)], START + 300));
    expect(tracker.airingOf(START + 299)?.itemIndex).to.equal(0);
    expect(tracker.nextAfter(START + 299)?.itemIndex).to.equal(7);
    expect(tracker.airingOf(START + 300)?.itemIndex).to.equal(7);
  });

  it('keeps a version to come when more of the present one arrives', () => {
    const present = windowOf(1, [airing(0, START, START + 600)]);
    const tracker = trackerOf(present);
    tracker.update(windowOf(2, [airing(7, START + 300, START + 600)]));
    tracker.update(present);
    expect(tracker.airingOf(START + 300)?.itemIndex).to.equal(7);
  });

  it('forgets it all with a new join, whatever the versions', () => {
    const tracker = trackerOf(windowOf(9, [airing(0, START, START + 300)]));
    tracker.reset(windowOf(1, [airing(5, START, START + 300)]));
    expect(tracker.airingOf(START)?.itemIndex).to.equal(5);
  });

  it('finds the airing of every frame of any programme', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(lengths, (frames) => {
        let at = START;
        const airings = frames.map((length, index) => {
          const made = airing(index, at, at + length);
          at = made.endFrame;
          return made;
        });
        const tracker = trackerOf(windowOf(1, airings));
        for (const one of airings) {
          expect(tracker.airingOf(one.startFrame)).to.equal(one);
          expect(tracker.airingOf(one.endFrame - 1)).to.equal(one);
        }
      }),
    );
  });
});
