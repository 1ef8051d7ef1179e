import type { BufferPool } from './buffer-pool.js';
import type { PacketFragment } from './packet-fragment.js';

/** The packets of a fragment, for as long as they are not released. */
export interface FragmentLease {
  readonly packets: PacketFragment;
  /** Ends the lease; the packets must not be touched any more. Calling it again does nothing. */
  release(): void;
}

/** Packets that the cache and any number of feeds hold; with the last of them gone, the buffer goes back to the pool. */
export class CachedFragment {
  #holders = 1;
  readonly #pool: BufferPool;
  readonly #buffer: Buffer;

  /** Whoever makes it holds it. */
  constructor(
    readonly packets: PacketFragment,
    buffer: Buffer,
    pool: BufferPool,
  ) {
    this.#buffer = buffer;
    this.#pool = pool;
  }

  hold(): this {
    this.#holders += 1;
    return this;
  }

  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#pool.give(this.#buffer);
  }

  /** A lease for somebody who is counted as a holder already. */
  lease(): FragmentLease {
    let released = false;
    return {
      packets: this.packets,
      release: () => {
        if (released) return;
        released = true;
        this.release();
      },
    };
  }
}
