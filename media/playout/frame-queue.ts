import type { Grid } from '../../shared/timeline/grid.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import type { PacketFragment } from '../cache/packet-fragment.js';

const CHUNK_INTERVAL_MS = 4;
const SMALLEST_CHUNK = 12;
/** The part of the frame interval that a large frame may be spread over. */
const SPREAD = 0.8;
const NOTHING = -1;

export interface QueuedPacket {
  readonly layer: number;
  /** The packet's number in the fragment. */
  readonly number: number;
}

/**
 * The packets of one frame, layers low to high, in chunks: a small frame leaves at once, a large IDR is spread over its
 * frame interval (P3). Where the picture jumps into the middle of a GOP, decoders could follow no layer before its next
 * IDR: until then a layer shows the pictures of a lower one that had its own, so that the tune-in layer ends the gap for
 * all within eight frames. When a feed starts nobody decodes yet, and an early stream lets the SFU climb to it sooner.
 */
export class FrameQueue {
  /** Of the frame in the queue. */
  frame: FrameIndex = Number.NEGATIVE_INFINITY;
  packets: PacketFragment | undefined;
  dueMs: Millis = 0;
  #inFragment = NOTHING;
  readonly #mostChunks: number;
  /** By layer, the layer whose pictures it shows; {@link NOTHING} while it waits for an IDR. */
  readonly #shown: number[];
  #queued: QueuedPacket[] = [];
  #taken = 0;
  #chunk = 0;

  constructor(grid: Grid, layerCount: number) {
    this.#mostChunks = Math.max(1, Math.floor((SPREAD * 1000) / grid.fps / CHUNK_INTERVAL_MS));
    this.#shown = Array.from({ length: layerCount }, (_, layer) => layer);
  }

  get isEmpty(): boolean {
    return this.#taken >= this.#queued.length;
  }

  /** Whether every layer shows something from a frame on that follows upon none. */
  static canBeginWith(packets: PacketFragment, inFragment: number): boolean {
    return packets.layers[0]!.idr[inFragment] === 1;
  }

  /** Puts in frame `inFragment` of a fragment. The queue stays empty when no layer can show it. */
  fill(frame: FrameIndex, inFragment: number, packets: PacketFragment, dueMs: Millis): void {
    const starts = this.packets === undefined;
    const isNext = packets === this.packets && inFragment === this.#inFragment + 1;
    const follows = frame === this.frame + 1 && (inFragment === 0 || isNext);
    if (!starts && !follows) this.#shown.fill(NOTHING);
    this.frame = frame;
    this.packets = packets;
    this.#inFragment = inFragment;
    this.dueMs = dueMs;
    this.#queued = [];
    this.#taken = 0;
    if (inFragment < packets.frames) {
      for (let layer = 0; layer < this.#shown.length; layer += 1) this.#queueLayer(layer, inFragment, packets);
    }
    this.#chunk = Math.max(SMALLEST_CHUNK, Math.ceil(this.#queued.length / this.#mostChunks));
  }

  /** The packets that leave together now; what is left is due a little later. */
  takeChunk(): readonly QueuedPacket[] {
    const chunk = this.#queued.slice(this.#taken, this.#taken + this.#chunk);
    this.#taken += chunk.length;
    this.dueMs += CHUNK_INTERVAL_MS;
    return chunk;
  }

  clear(): void {
    this.#queued = [];
    this.#taken = 0;
    this.frame = Number.NEGATIVE_INFINITY;
  }

  #queueLayer(layer: number, inFragment: number, packets: PacketFragment): void {
    const shown = this.#shownBy(layer, inFragment, packets);
    this.#shown[layer] = shown;
    if (shown === NOTHING) return;
    const { frameStarts } = packets.layers[shown]!;
    for (let number = frameStarts[inFragment]!; number < frameStarts[inFragment + 1]!; number += 1) {
      this.#queued.push({ layer, number });
    }
  }

  /** No layer may fall silent: on a media that has fewer the top one stands for those that are missing. */
  #shownBy(layer: number, inFragment: number, { layers }: PacketFragment): number {
    const own = Math.min(layer, layers.length - 1);
    const shown = Math.min(own, this.#shown[layer]!);
    for (let better = own; better > shown; better -= 1) if (layers[better]!.idr[inFragment] === 1) return better;
    return shown;
  }
}
