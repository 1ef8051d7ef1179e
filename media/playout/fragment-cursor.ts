import { frameTimeMs } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import type { FragmentSlot } from '../../shared/timeline/window.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import type { FragmentLease } from '../cache/cached-fragment.js';
import type { PacketFragment } from '../cache/packet-fragment.js';
import { LineupSuccession, playTheSame } from './lineup-succession.js';
import type { FragmentSource } from './packet-sink.js';

/** A slot, and its packets once they are loaded. */
export interface CursorSlot {
  readonly slot: FragmentSlot;
  readonly packets: PacketFragment | undefined;
  /** What kept it from being loaded the last time it was tried. */
  readonly failure: unknown;
}

export interface FragmentCursorOptions {
  readonly lineup: Lineup;
  readonly source: FragmentSource;
}

/** A fragment that could not be loaded is tried again after this, then after twice as long, and so on. */
const FIRST_RETRY_MS: Millis = 100;
const LATEST_RETRY_MS: Millis = 1000;
/** Half a minute of whole GOPs, the longest lead a store is given; what is loaded ahead is held by each feed. */
const MOST_AHEAD = 15;

/** Walks a lineup fragment by fragment: the one on air, and those behind it in time for their first frames (P2). */
export class FragmentCursor {
  readonly #lineups: LineupSuccession;
  /** The slot on air, then those that follow it without a gap. */
  #slots: OpenSlot[] = [];
  readonly #passed: OpenSlot[] = [];
  readonly #source: FragmentSource;

  constructor({ lineup, source }: FragmentCursorOptions) {
    this.#lineups = new LineupSuccession(lineup);
    this.#source = source;
  }

  /** The newest; what is on air may still be one that it replaces. */
  get lineup(): Lineup {
    return this.#lineups.latest;
  }

  /** The slot of a frame; asking for a frame of a new slot starts to load it. Frames only go forward. */
  at(frame: FrameIndex): CursorSlot {
    let current = this.#slots[0];
    if (current !== undefined && covers(current.slot, frame)) return current;
    while (current !== undefined && !covers(current.slot, frame)) {
      this.#passed.push(current);
      this.#slots.shift();
      current = this.#slots[0];
    }
    current ??= this.#open(frame);
    this.#lineups.forgetBefore(current.slot.startFrame);
    return current;
  }

  /** Opens the slots behind the current one that will be on air within the store's lead time. */
  prefetch(nowMs: Millis): void {
    for (let last = this.#slots.at(-1); last !== undefined && this.#slots.length <= MOST_AHEAD; ) {
      const airsInMs = frameTimeMs(this.lineup.grid, last.slot.endFrame) - nowMs;
      if (airsInMs > this.#source.prefetchLeadMs) return;
      last = this.#open(last.slot.endFrame);
    }
  }

  /** Tries again, when it is time, to load what could not be loaded. */
  retry(nowMs: Millis): void {
    for (const slot of this.#slots) slot.retry(nowMs);
  }

  /** Gives back the packets of slots that are over; none of them may be about to be sent. */
  releasePassed(): void {
    for (let slot = this.#passed.pop(); slot !== undefined; slot = this.#passed.pop()) slot.close();
  }

  /** Goes on with another lineup from a frame on; what is loaded and still to air is not loaded again. */
  replaceLineup(lineup: Lineup, fromFrame: FrameIndex): void {
    this.#lineups.replaceFrom(fromFrame, lineup);
    const [current] = this.#slots;
    if (current === undefined) return;
    const slots = this.#slots;
    this.#slots = [];
    let frame = current.slot.startFrame;
    for (const open of slots) {
      const slot = this.#lineups.slotAt(frame);
      if (!playTheSame(slot, open.slot)) break;
      open.slot = slot;
      this.#slots.push(open);
      frame = slot.endFrame;
    }
    this.#passed.push(...slots.slice(this.#slots.length));
  }

  close(): void {
    this.#passed.push(...this.#slots);
    this.#slots = [];
    this.releasePassed();
  }

  #open(frame: FrameIndex): OpenSlot {
    const opened = new OpenSlot(this.#lineups.slotAt(frame), this.#source);
    this.#slots.push(opened);
    return opened;
  }
}

/** A slot whose fragment is loaded or on its way, until it is closed. */
class OpenSlot implements CursorSlot {
  slot: FragmentSlot;
  failure: unknown;
  readonly #source: FragmentSource;
  readonly #closing = new AbortController();
  #lease: FragmentLease | undefined;
  #isLoading = false;
  #failures = 0;
  #retryAtMs: Millis | undefined;

  constructor(slot: FragmentSlot, source: FragmentSource) {
    this.slot = slot;
    this.#source = source;
    void this.#load();
  }

  get packets(): PacketFragment | undefined {
    return this.#lease?.packets;
  }

  retry(nowMs: Millis): void {
    if (this.#isLoading || this.#lease !== undefined) return;
    this.#retryAtMs ??= nowMs + Math.min(LATEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    if (nowMs >= this.#retryAtMs) void this.#load();
  }

  close(): void {
    this.#closing.abort();
    this.#lease?.release();
    this.#lease = undefined;
  }

  async #load(): Promise<void> {
    const { objectId, fragment } = this.slot;
    this.#isLoading = true;
    this.#retryAtMs = undefined;
    try {
      const lease = await this.#source.load(objectId, fragment, this.#closing.signal);
      if (this.#closing.signal.aborted) lease.release();
      else this.#lease = lease;
    } catch (error) {
      this.failure = error;
      this.#failures += 1;
    } finally {
      this.#isLoading = false;
    }
  }
}

function covers(slot: FragmentSlot, frame: FrameIndex): boolean {
  return frame >= slot.startFrame && frame < slot.endFrame;
}
