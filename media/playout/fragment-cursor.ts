import { frameTimeMs } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import { type FragmentSlot, fragmentSlotAt } from '../../shared/timeline/window.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import type { FragmentLease } from '../cache/cached-fragment.js';
import type { PacketFragment } from '../cache/packet-fragment.js';
import type { FragmentSource } from './packet-sink.js';

/** A slot, and its packets once they are loaded. */
export interface CursorSlot {
  readonly slot: FragmentSlot;
  readonly packets: PacketFragment | undefined;
}

export interface FragmentCursorOptions {
  readonly lineup: Lineup;
  readonly source: FragmentSource;
  /** Stands in for a fragment that cannot be read; it must be at least one whole fragment long. */
  readonly standInMediaId: string;
  readonly onFault: (slot: FragmentSlot, error: unknown) => void;
}

/** Walks a lineup fragment by fragment: the one on air, and the next in time for its first frame (P2). */
export class FragmentCursor {
  #lineup: Lineup;
  #current: OpenSlot | undefined;
  #next: OpenSlot | undefined;
  readonly #passed: OpenSlot[] = [];
  readonly #options: FragmentCursorOptions;

  constructor(options: FragmentCursorOptions) {
    this.#lineup = options.lineup;
    this.#options = options;
  }

  get lineup(): Lineup {
    return this.#lineup;
  }

  /** The slot of a frame; asking for a frame of a new slot starts to load it. Frames only go forward. */
  at(frame: FrameIndex): CursorSlot {
    if (this.#current !== undefined && covers(this.#current.slot, frame)) return this.#current;
    this.#pass(this.#current);
    if (this.#next !== undefined && covers(this.#next.slot, frame)) {
      this.#current = this.#next;
    } else {
      this.#pass(this.#next);
      this.#current = this.#open(frame);
    }
    this.#next = undefined;
    return this.#current;
  }

  /** Opens the slot behind the current one when it will be on air within the store's lead time. */
  prefetch(nowMs: Millis): void {
    if (this.#current === undefined || this.#next !== undefined) return;
    const { endFrame } = this.#current.slot;
    const airsInMs = frameTimeMs(this.#lineup.grid, endFrame) - nowMs;
    if (airsInMs <= this.#options.source.prefetchLeadMs) this.#next = this.#open(endFrame);
  }

  /** Gives back the packets of slots that are over; none of them may be about to be sent. */
  releasePassed(): void {
    for (let slot = this.#passed.pop(); slot !== undefined; slot = this.#passed.pop()) slot.close();
  }

  /** Goes on with another lineup; what both have on air at this frame is not loaded again. */
  replaceLineup(lineup: Lineup, frame: FrameIndex): void {
    this.#lineup = lineup;
    this.#pass(this.#next);
    this.#next = undefined;
    if (this.#current === undefined) return;
    const slot = fragmentSlotAt(lineup, frame);
    if (playsTheSame(slot, this.#current.slot)) {
      this.#current.slot = slot;
    } else {
      this.#pass(this.#current);
      this.#current = undefined;
    }
  }

  close(): void {
    this.#pass(this.#current);
    this.#pass(this.#next);
    this.#current = undefined;
    this.#next = undefined;
    this.releasePassed();
  }

  #open(frame: FrameIndex): OpenSlot {
    return new OpenSlot(fragmentSlotAt(this.#lineup, frame), this.#options);
  }

  #pass(slot: OpenSlot | undefined): void {
    if (slot !== undefined) this.#passed.push(slot);
  }
}

/** A slot whose fragment is loaded or on its way, until it is closed. */
class OpenSlot implements CursorSlot {
  slot: FragmentSlot;
  #lease: FragmentLease | undefined;
  #closed = false;

  constructor(slot: FragmentSlot, options: FragmentCursorOptions) {
    this.slot = slot;
    void this.#load(options);
  }

  get packets(): PacketFragment | undefined {
    return this.#lease?.packets;
  }

  close(): void {
    this.#closed = true;
    this.#lease?.release();
    this.#lease = undefined;
  }

  async #load({ source, standInMediaId, onFault }: FragmentCursorOptions): Promise<void> {
    const { airing, fragment } = this.slot;
    const lease = await source.load(airing.mediaId, fragment).catch((error: unknown) => {
      onFault(this.slot, error);
      // TL1: never nothing. Without even the stand-in the slot stays empty, and the next one is tried.
      return source.load(standInMediaId, 0).catch(() => undefined);
    });
    if (this.#closed) lease?.release();
    else this.#lease = lease;
  }
}

function covers(slot: FragmentSlot, frame: FrameIndex): boolean {
  return frame >= slot.startFrame && frame < slot.endFrame;
}

function playsTheSame(a: FragmentSlot, b: FragmentSlot): boolean {
  return (
    a.airing.mediaId === b.airing.mediaId &&
    a.fragment === b.fragment &&
    a.startFrame - a.firstFrame === b.startFrame - b.firstFrame
  );
}
