import fc from 'fast-check';
import { type Grid, gridFor, HOUSE_FRAME_RATES } from '../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../shared/timeline/lineup.js';
import { compileSequence, type Sequence } from '../../../../shared/timeline/sequence.js';
import { compileLoops, item, type LoopedEntry, slate } from '../../../support/timeline-items.js';

export const frameRate = fc.constantFrom(...HOUSE_FRAME_RATES);

/** From the Unix epoch to the year 9999. */
export const instantMs = fc.integer({ min: 0, max: 253_402_300_799_999 });

const BASE_MS = Date.UTC(2026, 0, 1);
const BASE_STEPS = 6 * 60 * 60 * 10;

/** A whole number of steps of every grid. */
const builtInSlate = slate(3000);

function sequences(grid: Grid): fc.Arbitrary<Sequence> {
  const trimmed = fc.record({
    mediaId: fc.constantFrom('a', 'b', 'c', 'd'),
    inSteps: fc.integer({ min: 0, max: 40 }),
    steps: fc.integer({ min: 1, max: 600 }),
  });
  return fc.tuple(fc.uuid(), fc.array(trimmed, { minLength: 1, maxLength: 8 })).map(([id, items]) =>
    compileSequence(
      id,
      1,
      items.map(({ mediaId, inSteps, steps }) =>
        item(mediaId, steps * grid.framesPerStep, { inFrame: inSteps * grid.framesPerStep }),
      ),
    ),
  );
}

/** One whole media, which is as long wherever it fills gaps; or the slate. */
const gapFills = fc.constantFrom(
  ...[300, 900, 5100].map((frames) => compileSequence(null, 1, [item(`fill-${frames}`, frames, { kind: 'filler' })])),
  builtInSlate,
);

/** Schedules with gaps, loops, specials and slates that cover one another, and entries without an end. */
export const loops = frameRate.chain((fps) => {
  const grid = gridFor(fps);
  const baseFrame = (BASE_MS / grid.stepMs) * grid.framesPerStep;
  const entry = fc
    .record({
      id: fc.uuid(),
      sequence: fc.oneof(
        { weight: 3, arbitrary: sequences(grid) },
        { weight: 1, arbitrary: fc.constant(builtInSlate) },
      ),
      startSteps: fc.integer({ min: 0, max: BASE_STEPS }),
      steps: fc.option(fc.integer({ min: 1, max: BASE_STEPS }), { nil: Number.POSITIVE_INFINITY }),
      priority: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ id, sequence, startSteps, steps, priority }): LoopedEntry => {
      const startFrame = baseFrame + startSteps * grid.framesPerStep;
      return { id, sequence, startFrame, endFrame: startFrame + steps * grid.framesPerStep, priority };
    });
  return fc
    .record({
      entries: fc.array(entry, { maxLength: 6 }),
      gapFill: gapFills,
    })
    .map(({ entries, gapFill }) => ({ version: 1, grid, entries, gapFill }));
});

export const lineups: fc.Arbitrary<Lineup> = loops.map(compileLoops);

/** A frame near where the schedules of {@link loops} have their boundaries. */
export function framesOf(lineup: Pick<Lineup, 'grid'>): fc.Arbitrary<number> {
  const baseFrame = (BASE_MS / lineup.grid.stepMs) * lineup.grid.framesPerStep;
  return fc.integer({ min: -1000, max: 2 * BASE_STEPS * lineup.grid.framesPerStep }).map((frame) => baseFrame + frame);
}
