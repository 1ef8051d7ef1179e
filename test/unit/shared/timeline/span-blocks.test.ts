import { expect } from 'chai';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { PlacedEntry } from '../../../../shared/timeline/placed-entry.js';
import { RepeatedStarts } from '../../../../shared/timeline/repeated-starts.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { KeptBlocks, SpanBlocks } from '../../../../shared/timeline/span-blocks.js';
import { item, slate } from '../../../support/timeline-items.js';

const grid = gridFor(30);
const MOST = 3000;
const YEAR_FRAMES = 365 * 86_400 * grid.fps;
const START_MS = Date.UTC(2026, 10, 28);
const START_FRAME = (START_MS / 1000) * grid.fps;
const gapFill = slate(300);
const list = (count: number, step = 1) => Array.from({ length: count }, (_, index) => index * step).join();

/** As many starts as a rule may have a day, by several entries. */
function denseEntries(): PlacedEntry[] {
  return Array.from({ length: 10 }, (_, index) => {
    const rule = `FREQ=DAILY;BYHOUR=${list(24)};BYMINUTE=${list(12, 5)}`;
    const startsAtMs = START_MS + index * 5000;
    return new PlacedEntry({
      ...{ id: `e${index}`, priority: 0, lengthFrames: 150, loops: true },
      starts: new RepeatedStarts({ rule, timeZone: 'Europe/Paris', startsAtMs }, grid),
      runs: [
        { fromFrame: Number.NEGATIVE_INFINITY, originFrame: null, sequence: compileSequence('s', 1, [item('a', 90)]) },
      ],
    });
  });
}

describe('span blocks', () => {
  it('keeps no more spans than it may, of all lineups together, whatever years it is asked about', () => {
    const kept = new KeptBlocks(MOST);
    const lineups = Array.from({ length: 3 }, () => new SpanBlocks({ entries: denseEntries(), gapFill, grid }, kept));
    for (let year = 0; year < 90; year += 1) {
      const frame = START_FRAME + year * YEAR_FRAMES + year * 12_345;
      const span = lineups[year % 3]!.spanAt(frame);
      expect(frame).to.be.within(span.startFrame, span.endFrame - 1);
      expect(kept.spans).to.be.within(1, MOST);
    }
  });

  it('gives after it has dropped a block what it gave before', () => {
    const blocks = new SpanBlocks({ entries: denseEntries(), gapFill, grid }, new KeptBlocks(MOST));
    const frames = Array.from({ length: 40 }, (_, year) => START_FRAME + year * YEAR_FRAMES + 777);
    const before = frames.map((frame) => ({ ...blocks.spanAt(frame), sequence: null }));
    expect(frames.map((frame) => ({ ...blocks.spanAt(frame), sequence: null }))).to.deep.equal(before);
  });

  it('works out no more at a time than a few hundred starts', () => {
    const kept = new KeptBlocks(Number.POSITIVE_INFINITY);
    new SpanBlocks({ entries: denseEntries(), gapFill, grid }, kept).spanAt(START_FRAME + 1000 * YEAR_FRAMES);
    expect(kept.spans).to.be.within(1, 1000);
  });
});
