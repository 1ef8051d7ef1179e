import { expect } from 'chai';
import fc from 'fast-check';
import { positionOf } from '../../../../../client/sdk/position.js';
import { nextWindowInMs, timelineWindow } from '../../../../../server/air/viewers/timeline-window.js';
import { type TimelineWindow, timelineWindowSchema } from '../../../../../shared/protocol/viewer.js';
import { frameAt, frameTimeMs, gridFor } from '../../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../../shared/timeline/lineup.js';
import { positionAtFrame } from '../../../../../shared/timeline/position.js';
import { compileSequence } from '../../../../../shared/timeline/sequence.js';
import { compileLoops, item, type LoopedEntry, slate } from '../../../../support/timeline-items.js';
import { framesOf, lineups } from '../../../shared/timeline/arbitraries.js';

const grid = gridFor(30);
const START_MS = Date.UTC(2026, 5, 1);
const SECOND = 30;
const HOUR = 3600 * SECOND;
const start = frameAt(grid, START_MS);
const TURN = 10 * SECOND;

/** A programme of two items, ten minutes each, on air between two frames from START on. */
function programme(fromFrame: number, toFrame: number): LoopedEntry {
  const sequence = compileSequence('s', 1, [item('one', 600 * SECOND), item('two', 600 * SECOND)]);
  return { id: `e${fromFrame}`, sequence, startFrame: start + fromFrame, endFrame: start + toFrame, priority: 0 };
}

function told(entries: readonly LoopedEntry[], afterMs = 0): TimelineWindow {
  const lineup = compileLoops({ version: 7, grid, entries, gapFill: slate(TURN) });
  return timelineWindow({ lineup, effectiveAtMs: START_MS }, START_MS + afterMs);
}

describe('timeline window', () => {
  it('names every frame from a moment ago to its end as the timeline does, in the form of the protocol', () => {
    const cases = lineups.chain((lineup) =>
      fc.tuple(fc.constant(lineup), framesOf(lineup), fc.array(fc.double({ min: 0, max: 1, noNaN: true }))),
    );
    fc.assert(
      fc.property(cases, ([lineup, nowFrame, places]) => {
        const nowMs = frameTimeMs(lineup.grid, nowFrame);
        const window = timelineWindow({ lineup, effectiveAtMs: nowMs }, nowMs);
        expect(timelineWindowSchema.parse(JSON.parse(JSON.stringify(window)))).to.deep.equal(window);
        expect(window.airings.length).to.be.within(1, 64);
        for (const [index, { startFrame }] of window.airings.entries()) {
          if (index > 0) expect(startFrame).to.equal(window.airings[index - 1]!.endFrame);
        }
        const first = frameAt(lineup.grid, nowMs - 5000);
        const last = frameAt(lineup.grid, window.untilMs) - 1;
        for (const place of [0, ...places, 1]) {
          expectNamed(lineup, window, first + Math.round(place * (last - first)));
        }
      }),
    );
  });

  it('has a gap as one airing from its start to its end, and what comes after it, however far off', () => {
    const { airings } = told([programme(-HOUR, 0), programme(40 * HOUR, 50 * HOUR)], 60_000);
    expect(airings.map(({ mediaId, startFrame, endFrame }) => [mediaId, startFrame, endFrame])).to.deep.equal([
      ['slate', start, start + 40 * HOUR],
      ['one', start + 40 * HOUR, start + 40 * HOUR + 600 * SECOND],
    ]);
  });

  it('has a gap without an end as one airing that is too long to count down', () => {
    const { airings } = told([programme(-HOUR, 0)], 60_000);
    expect(airings).to.have.length(1);
    expect(airings[0]!.startFrame).to.equal(start);
    expect(airings[0]!.endFrame - start).to.be.above(24 * HOUR);
  });

  it('reaches no further than an hour, and is followed by the next long before it runs out', () => {
    for (const entries of [[], [programme(-HOUR, 48 * HOUR)]]) {
      const window = told(entries);
      expect(window.untilMs).to.be.within(START_MS + 1, START_MS + 3_600_000);
      expect(nextWindowInMs(window, START_MS)).to.equal((window.untilMs - START_MS) / 2);
    }
  });
});

function expectNamed(lineup: Lineup, window: TimelineWindow, frame: number): void {
  const airing = window.airings.find(({ startFrame, endFrame }) => startFrame <= frame && frame < endFrame)!;
  const planned = positionAtFrame(lineup, frame);
  const { kind, mediaId, title } = planned.airing.item;
  expect(airing).to.include({ kind, mediaId, title, sequenceId: planned.airing.sequenceId });
  expect(positionOf(lineup.grid, airing, frame).frame).to.equal(planned.mediaFrame);
}
