import type { Grid } from '../../shared/timeline/grid.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import type { PacketFragment } from '../cache/packet-fragment.js';

const CHUNK_INTERVAL_MS = 4;
const SMALLEST_CHUNK = 12;
/** The part of the frame interval that a large frame may be spread over. */
const SPREAD = 0.8;

export interface QueuedPacket {
  readonly layer: number;
  /** The packet's number in the fragment. */
  readonly number: number;
}

/**
 * The packets of one frame, layers low to high, in chunks: a small frame leaves at once, a large IDR is spread over its
 * frame interval (P3). After a jump it keeps each layer back until the layer's next IDR, because decoders could not
 * follow; when a feed starts nobody decodes yet, and an early stream lets the SFU climb to it sooner.
 */
export class FrameQueue {
  /** Of the frame in the queue. */
  frame: FrameIndex = Number.NEGATIVE_INFINITY;
  packets: PacketFragment | undefined;
  dueMs: Millis = 0;
  readonly #mostChunks: number;
  readonly #synced: boolean[];
  #queued: QueuedPacket[] = [];
  #taken = 0;
  #chunk = 0;

  constructor(grid: Grid, layerCount: number) {
    this.#mostChunks = Math.max(1, Math.floor((SPREAD * 1000) / grid.fps / CHUNK_INTERVAL_MS));
    this.#synced = new Array<boolean>(layerCount).fill(true);
  }

  get isEmpty(): boolean {
    return this.#taken >= this.#queued.length;
  }

  /** Puts in frame `inFragment` of a fragment. The queue stays empty when no layer can show it. */
  fill(frame: FrameIndex, inFragment: number, packets: PacketFragment, dueMs: Millis): void {
    const starts = this.packets === undefined;
    const follows = frame === this.frame + 1 && (inFragment === 0 || packets === this.packets);
    if (!starts && !follows) this.#synced.fill(false);
    this.frame = frame;
    this.packets = packets;
    this.dueMs = dueMs;
    this.#queued = [];
    this.#taken = 0;
    if (inFragment < packets.frames) {
      for (let layer = 0; layer < this.#synced.length; layer += 1) this.#queueLayer(layer, inFragment, packets);
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

  /** A media with fewer layers than the feed shows its top one on the missing ones: no layer may fall silent. */
  #queueLayer(layer: number, inFragment: number, packets: PacketFragment): void {
    const source = packets.layers[Math.min(layer, packets.layers.length - 1)]!;
    if (source.idr[inFragment] === 1) this.#synced[layer] = true;
    if (this.#synced[layer] !== true) return;
    for (let number = source.frameStarts[inFragment]!; number < source.frameStarts[inFragment + 1]!; number += 1) {
      this.#queued.push({ layer, number });
    }
  }
}
