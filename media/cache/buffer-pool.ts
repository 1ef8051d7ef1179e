const CLASS_BYTES = 64 * 1024;
/** How many size classes above its own a request may be served from. */
const CLASSES_ABOVE = 3;
const DEFAULT_MOST_FREE_BYTES = 8 * 1024 * 1024;

/**
 * Large buffers, used again. A hundred feeds read some fifty megabytes a second, and collecting that as garbage costs
 * more than sending it.
 */
export class BufferPool {
  readonly #free = new Map<number, Buffer[]>();
  readonly #mostFreeBytes: number;
  #freeBytes = 0;
  #takenBytes = 0;

  constructor(mostFreeBytes = DEFAULT_MOST_FREE_BYTES) {
    this.#mostFreeBytes = mostFreeBytes;
  }

  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** What was taken and not given back. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** A buffer of at least this size, its content anything. */
  take(bytes: number): Buffer {
    const buffer = this.#find(Math.max(1, Math.ceil(bytes / CLASS_BYTES)));
    this.#takenBytes += buffer.length;
    return buffer;
  }

  /** Takes back a whole buffer that `take` gave; the caller must not touch it again. */
  give(buffer: Buffer): void {
    this.#takenBytes -= buffer.length;
    if (this.#freeBytes + buffer.length > this.#mostFreeBytes) return;
    const sizeClass = buffer.length / CLASS_BYTES;
    const free = this.#free.get(sizeClass);
    if (free === undefined) this.#free.set(sizeClass, [buffer]);
    else free.push(buffer);
    this.#freeBytes += buffer.length;
  }

  #find(least: number): Buffer {
    for (let sizeClass = least; sizeClass <= least + CLASSES_ABOVE; sizeClass += 1) {
      const buffer = this.#free.get(sizeClass)?.pop();
      if (buffer === undefined) continue;
      this.#freeBytes -= buffer.length;
      return buffer;
    }
    return Buffer.allocUnsafeSlow(least * CLASS_BYTES);
  }
}
