import type { Airing, TimelineWindow } from '../../shared/protocol/viewer.js';
import { frameTimeMs, type Grid, gridFor } from '../../shared/timeline/grid.js';
import type { FrameIndex, Millis } from '../../shared/units.js';

const MAX_VERSIONS = 4;

/** Names every frame that the server has told the timeline of. Knows nothing of the network or of the clock. */
export class TimelineTracker {
  /** By version; each is in force from its `effectiveAtMs` until the next one's. */
  #windows: TimelineWindow[] = [];
  #grid: Grid | null = null;

  /** Null until the first window is here. */
  get grid(): Grid | null {
    return this.#grid;
  }

  /** An instant that the server spoke of lately: near enough to tell which turn of the RTP clock is meant. */
  get nearMs(): Millis | null {
    return this.#windows.at(-1)?.untilMs ?? null;
  }

  /**
   * Starts over with what a join has told.
   *
   * @throws RangeError for a frame rate that no house runs at.
   */
  reset(window: TimelineWindow): void {
    this.#grid = gridFor(window.fps);
    this.#windows = [window];
  }

  /** Takes a new version, or more of a version at hand. */
  update(window: TimelineWindow): void {
    if (this.#grid?.fps !== window.fps) {
      this.reset(window);
      return;
    }
    const same = this.#windows.find((known) => known.version === window.version);
    const earlier = this.#windows.filter(
      (known) => known.version < window.version && known.effectiveAtMs < window.effectiveAtMs,
    );
    const later = this.#windows.filter((known) => known.version > window.version);
    this.#windows = [...earlier, continued(same, window), ...later].slice(-MAX_VERSIONS);
  }

  /** What a frame belongs to; null for a frame outside what the server has told. */
  airingOf(frame: FrameIndex): Airing | null {
    const airing = lastStartedBy(this.#windowOf(frame)?.airings ?? [], frame);
    return airing !== undefined && frame < airing.endFrame ? airing : null;
  }

  /** What comes after what a frame belongs to; null when that is not known yet. */
  nextAfter(frame: FrameIndex): Airing | null {
    const airing = this.airingOf(frame);
    return airing === null ? null : this.airingOf(airing.endFrame);
  }

  #windowOf(frame: FrameIndex): TimelineWindow | undefined {
    if (this.#grid === null) return undefined;
    const atMs = frameTimeMs(this.#grid, frame);
    return this.#windows.findLast((window) => window.effectiveAtMs <= atMs) ?? this.#windows[0];
  }
}

/** The screen lags behind the server, so what was on air just before a window starts is still asked for. */
function continued(known: TimelineWindow | undefined, window: TimelineWindow): TimelineWindow {
  const startFrame = window.airings[0]?.startFrame;
  const before = known?.airings.findLast((airing) => startFrame !== undefined && airing.endFrame <= startFrame);
  if (known === undefined || before === undefined) return window;
  return { ...window, effectiveAtMs: known.effectiveAtMs, airings: [before, ...window.airings] };
}

function lastStartedBy(airings: readonly Airing[], frame: FrameIndex): Airing | undefined {
  let low = 0;
  let high = airings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (airings[middle]!.startFrame <= frame) low = middle + 1;
    else high = middle;
  }
  return airings[low - 1];
}
