/** A bounded window of numbers and its median: steady against the odd late frame. */
export class MedianWindow {
  #values: number[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
  }

  clear(): void {
    this.#values = [];
  }

  /** Null for an empty window. */
  get median(): number | null {
    const sorted = this.#values.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }
}
