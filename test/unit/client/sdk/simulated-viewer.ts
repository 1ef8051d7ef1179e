import { type SyncState, startSync, syncStep } from '../../../../client/sdk/sync-loop.js';
import { seededRandom } from '../../../support/seeded-random.js';

/**
 * A browser and its network as the sync loop meets them. The jitter buffer follows what it is asked for within a second;
 * the display shows a frame at a refresh alone, and stays in a rhythm once found while frames come less than two
 * refreshes early for it. These are the traits measured in Chromium; none of its code is in here.
 */
export interface SimulatedViewer {
  /** From the server to the jitter buffer, and from there to a refresh. */
  wayMs: number;
  /** The least delay that the network's jitter, or the device's decoder, leaves the jitter buffer. */
  needMs: number;
  /** A frame's latency is off by up to this, at random. */
  noiseMs: number;
  /** The share of seconds in which frames freeze: their latency is up to 300 ms more. */
  freezes: number;
  /** How fast the estimate of the master clock walks away from the truth and back, at worst, in milliseconds. */
  clockErrorMs: number;
  /** How much faster the display runs than its nominal rate: its refreshes slide along the timeline. */
  displayDrift: number;
  readonly seed: number;
}

export interface Trace {
  readonly atMs: number;
  /** What a measurer beside the screen would see. */
  readonly latencyMs: number;
  readonly status: SyncState['status'];
  readonly bufferMs: number;
}

const STEP_MS = 500;
const REFRESH_MS = 1000 / 60;

export const GOOD_VIEWER: SimulatedViewer = {
  ...{ wayMs: 20, needMs: 40, noiseMs: 2, freezes: 0, clockErrorMs: 0, displayDrift: 50e-6, seed: 1 },
};

/** Runs the loop on a viewer for so long. `script` may change viewer and target as time goes on. */
export function watch(
  viewer: SimulatedViewer,
  seconds: number,
  targetMs: number,
  script: (atMs: number, viewer: SimulatedViewer) => number = () => targetMs,
): Trace[] {
  const random = seededRandom(viewer.seed);
  const phaseMs = random() * REFRESH_MS;
  const means = { canHoldBack: true, canTimeFrames: true };
  const measured: number[] = [];
  let state = startSync(0);
  let bufferedMs = viewer.needMs;
  let shownMs = 0;
  return Array.from({ length: (seconds * 1000) / STEP_MS }, (_, index) => {
    const nowMs = index * STEP_MS;
    const target = script(nowMs, viewer);
    // A second passes between a measurement's first frame and its last.
    const latencyMs = measured.length < 2 ? null : (measured.at(-1)! + measured.at(-2)!) / 2;
    state = syncStep(state, { nowMs, latencyMs, targetMs: target, means });

    const wantedMs = Math.max(state.bufferMs ?? 0, viewer.needMs);
    bufferedMs += Math.max(-50, Math.min(50, wantedMs - bufferedMs));
    const dueMs = viewer.wayMs + bufferedMs;
    const slideMs = phaseMs + nowMs * viewer.displayDrift;
    const nextRefreshMs = Math.ceil((dueMs - slideMs) / REFRESH_MS) * REFRESH_MS + slideMs;
    shownMs += viewer.displayDrift * STEP_MS;
    if (dueMs > shownMs || dueMs < shownMs - 1.8 * REFRESH_MS) shownMs = nextRefreshMs;
    const late = random() < viewer.freezes ? random() * 300 : 0;
    const noise = (random() * 2 - 1) * viewer.noiseMs + late;
    measured.push(shownMs + noise + viewer.clockErrorMs * Math.sin(nowMs / 20_000));
    return { atMs: nowMs, latencyMs: shownMs + late, status: state.status, bufferMs: state.bufferMs ?? 0 };
  });
}

/** How often the delay was changed from standing still. */
export function movesOf(traces: readonly Trace[]): number {
  const delta = (index: number) => traces[index]!.bufferMs - (traces[index - 1]?.bufferMs ?? traces[index]!.bufferMs);
  return traces.filter((_, index) => index > 0 && delta(index) !== 0 && delta(index - 1) === 0).length;
}
