import type { Grid } from '../../shared/timeline/grid.js';
import type { Millis } from '../../shared/units.js';

const PHASES = 16;

/**
 * All feeds share one frame grid, so without a phase of its own each would send at the same instants as every other.
 * The first feed has phase 0; each further one lands in the largest gap (van der Corput's sequence in base 2). What a
 * frame says of itself (its RTP and capture time) is not moved.
 */
export function feedPhaseMs(grid: Grid, ordinal: number): Millis {
  let fraction = 0;
  for (let rest = ordinal % PHASES, weight = 0.5; rest > 0; rest >>>= 1, weight /= 2) {
    if ((rest & 1) === 1) fraction += weight;
  }
  return (fraction * 1000) / grid.fps;
}
