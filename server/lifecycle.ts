/** Closes what was opened, last first, each once, however far opening got. */
export class Lifecycle {
  readonly #closers: (() => void | Promise<void>)[] = [];

  /** Takes charge of something that must be closed, and hands it back. */
  own<T>(thing: T, close: (thing: T) => void | Promise<void>): T {
    this.#closers.push(() => close(thing));
    return thing;
  }

  async close(): Promise<void> {
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) await closer();
  }
}
