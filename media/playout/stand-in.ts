import type { PacketIndex } from '../../shared/units.js';
import { type PacketFragment, packetAt } from '../cache/packet-fragment.js';

/** A frame of a fragment. */
export interface Picture {
  readonly packets: PacketFragment;
  readonly inFragment: number;
}

/**
 * What a feed sends in place of what is not there in time (TL1): a loop in memory. Its picture begins anew each time, so
 * that every layer starts with an IDR.
 */
export class StandIn {
  /** Frames since it was put on; 0 while it is not. */
  frames = 0;
  readonly #fragments: readonly PacketFragment[];
  readonly #audioPackets: number;
  #fragment = 0;
  #inFragment = 0;

  /** @param fragments a whole media; its first frame is an IDR on every layer. */
  constructor(fragments: readonly PacketFragment[]) {
    this.#fragments = fragments;
    this.#audioPackets = fragments.reduce((sum, { audioPackets }) => sum + audioPackets, 0);
  }

  get isOn(): boolean {
    return this.frames > 0;
  }

  /** The picture after the last one, from the first on. */
  nextPicture(): Picture {
    const packets = this.#fragments[this.#fragment]!;
    const picture = { packets, inFragment: this.#inFragment };
    this.frames += 1;
    this.#inFragment += 1;
    if (this.#inFragment === packets.frames) {
      this.#inFragment = 0;
      this.#fragment = (this.#fragment + 1) % this.#fragments.length;
    }
    return picture;
  }

  /** Its sound for a packet of the global timeline. */
  soundAt(packet: PacketIndex): Buffer {
    let inFragment = packet % this.#audioPackets;
    let fragment = 0;
    while (inFragment >= this.#fragments[fragment]!.audioPackets) {
      inFragment -= this.#fragments[fragment]!.audioPackets;
      fragment += 1;
    }
    const packets = this.#fragments[fragment]!;
    return packetAt(packets, packets.audioStart + inFragment);
  }

  /** Goes on with its first picture: what comes next does not follow upon the last one. */
  rewind(): void {
    this.#fragment = 0;
    this.#inFragment = 0;
  }

  takeOff(): void {
    this.frames = 0;
    this.rewind();
  }
}
