import { frameTimeMs } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import type { FragmentSlot } from '../../shared/timeline/window.js';
import { fragmentSlotAt } from '../../shared/timeline/window.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import type { PacketFragment } from '../cache/packet-fragment.js';
import type { FragmentSource } from './packet-sink.js';

/** A slot, and its packets once they are loaded. */
export interface CursorSlot {
  readonly slot: FragmentSlot;
  packets: PacketFragment | undefined;
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
  #current: CursorSlot | undefined;
  #next: CursorSlot | undefined;
  readonly #source: FragmentSource;
  readonly #standInMediaId: string;
  readonly #onFault: FragmentCursorOptions['onFault'];

  constructor({ lineup, source, standInMediaId, onFault }: FragmentCursorOptions) {
    this.#lineup = lineup;
    this.#source = source;
    this.#standInMediaId = standInMediaId;
    this.#onFault = onFault;
  }

  get lineup(): Lineup {
    return this.#lineup;
  }

  /** The slot of a frame; asking for a frame of a new slot starts to load it. Frames only go forward. */
  at(frame: FrameIndex): CursorSlot {
    if (this.#current === undefined || !covers(this.#current.slot, frame)) {
      this.#current = this.#next !== undefined && covers(this.#next.slot, frame) ? this.#next : this.#open(frame);
      this.#next = undefined;
    }
    return this.#current;
  }

  /** Opens the slot behind the current one when it will be on air within the store's lead time. */
  prefetch(nowMs: Millis): void {
    if (this.#current === undefined || this.#next !== undefined) return;
    const { endFrame } = this.#current.slot;
    const airsInMs = frameTimeMs(this.#lineup.grid, endFrame) - nowMs;
    if (airsInMs <= this.#source.prefetchLeadMs) this.#next = this.#open(endFrame);
  }

  /** Goes on with another lineup; what both have on air at this frame is not loaded again. */
  replaceLineup(lineup: Lineup, frame: FrameIndex): void {
    this.#lineup = lineup;
    this.#next = undefined;
    if (this.#current === undefined) return;
    const slot = fragmentSlotAt(lineup, frame);
    const before = this.#current.slot;
    const same =
      slot.airing.mediaId === before.airing.mediaId &&
      slot.fragment === before.fragment &&
      slot.startFrame - slot.firstFrame === before.startFrame - before.firstFrame;
    this.#current = same ? { slot, packets: this.#current.packets } : undefined;
  }

  #open(frame: FrameIndex): CursorSlot {
    const opened: CursorSlot = { slot: fragmentSlotAt(this.#lineup, frame), packets: undefined };
    void this.#load(opened);
    return opened;
  }

  async #load(target: CursorSlot): Promise<void> {
    const { airing, fragment } = target.slot;
    try {
      target.packets = await this.#source.load(airing.mediaId, fragment);
    } catch (error) {
      this.#onFault(target.slot, error);
      // TL1: never nothing. Without even the stand-in the slot stays empty, and the next one is tried.
      target.packets = await this.#source.load(this.#standInMediaId, 0).catch(() => undefined);
    }
  }
}

function covers(slot: FragmentSlot, frame: FrameIndex): boolean {
  return frame >= slot.startFrame && frame < slot.endFrame;
}
