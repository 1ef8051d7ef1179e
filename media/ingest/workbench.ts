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
  /** Called when something that has a bound of its own begins to work, and when it has ended. */
  readonly onWork?: ((isWorking: boolean) => void) | undefined;
}

/** The part of a run that is the same in all steps. */
export function onBench(bench: Workbench): Pick<ToolRun, 'workDir' | 'clock' | 'stallMs' | 'signal' | 'onRunning'> {
  const { folder, clock, stallMs, signal, onWork } = bench;
  return { workDir: folder, clock, stallMs, signal, onRunning: onWork };
}
