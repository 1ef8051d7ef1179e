import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';
import type { ToolRun } from './run-tool.js';

/** What every step of one preparation works with. */
export interface Workbench {
  readonly tools: { readonly ffmpeg: string; readonly ffprobe: string };
  /** A folder of this preparation alone; the source is linked into it. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly stallMs: Millis;
  readonly signal: AbortSignal | undefined;
}

/** The part of a run that is the same in all steps. */
export function onBench(bench: Workbench): Pick<ToolRun, 'workDir' | 'clock' | 'stallMs' | 'signal'> {
  return { workDir: bench.folder, clock: bench.clock, stallMs: bench.stallMs, signal: bench.signal };
}
