import type { Millis } from '../../shared/units.js';
import { globalFrameOf } from './frame-clock.js';
import type { SeenFrame } from './frame-source.js';
import { LatencyWindow } from './latency-window.js';
import { type ItemOnAir, itemOf, type Position, positionOf } from './position.js';
import type { TimelineTracker } from './timeline-tracker.js';

interface MasterClock {
  masterTimeMs(localMs: Millis): Millis | null;
}

/** What came on screen with an item's first frame. */
export interface ItemChange {
  readonly item: ItemOnAir;
  /** Null when it is not known yet. */
  readonly next: ItemOnAir | null;
}

/** Knows what each frame on screen is, how late it is, and when it begins another item. */
export class FrameMeter {
  readonly #timeline: TimelineTracker;
  readonly #clock: MasterClock;
  readonly #onItemChange: (change: ItemChange) => void;
  readonly #latencies = new LatencyWindow();
  #position: Position | null = null;
  #item: ItemOnAir | null = null;
  #next: ItemOnAir | null = null;
  #layer: number | null = null;

  constructor(timeline: TimelineTracker, clock: MasterClock, onItemChange: (change: ItemChange) => void) {
    this.#timeline = timeline;
    this.#clock = clock;
    this.#onItemChange = onItemChange;
  }

  /** Of the frame on screen; null before the first, and for a frame that the known timeline does not name. */
  get position(): Position | null {
    return this.#position;
  }

  get next(): ItemOnAir | null {
    return this.#next;
  }

  get layer(): number | null {
    return this.#layer;
  }

  /** How long after its instant on air a frame was on screen, in the second before a local instant. */
  latencyMs(nowMs: Millis): Millis | null {
    return this.#latencies.latencyMs(nowMs);
  }

  /** Forgets what was measured on a session that is gone; the picture, and with it the position, stays. */
  startOver(): void {
    this.#latencies.clear();
    this.#layer = null;
  }

  /** @param nowMs local time. */
  take({ rtpTimestamp, displayAtMs }: SeenFrame, nowMs: Millis): void {
    const { grid, nearMs } = this.#timeline;
    if (grid === null || nearMs === null) return;
    const { frame, scheduledAtMs, layer } = globalFrameOf(
      grid,
      rtpTimestamp,
      this.#clock.masterTimeMs(nowMs) ?? nearMs,
    );
    this.#layer = layer;
    const shownAtMs = displayAtMs === null ? null : this.#clock.masterTimeMs(displayAtMs);
    if (shownAtMs !== null) this.#latencies.add(nowMs, shownAtMs - scheduledAtMs);

    const airing = this.#timeline.airingOf(frame);
    const next = this.#timeline.nextAfter(frame);
    this.#position = airing && positionOf(grid, airing, frame);
    this.#next = next && itemOf(grid, next);
    const item = this.#position?.item ?? null;
    if (item !== null && !isSameAiring(item, this.#item)) {
      this.#item = item;
      this.#onItemChange({ item, next: this.#next });
    }
  }
}

function isSameAiring(a: ItemOnAir, b: ItemOnAir | null): boolean {
  return b !== null && a.startsAtMs === b.startsAtMs && a.mediaId === b.mediaId && a.index === b.index;
}
