const LONGEST_LINE = 4096;

/** Cuts text that comes in pieces into lines; what a line has beyond 4096 characters is dropped. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #begun = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#append(line);
      this.end();
    }
    this.#append(last);
  }

  /** Hands over a last line that had no line end. */
  end(): void {
    const line = this.#begun;
    this.#begun = '';
    if (line !== '') this.#onLine(line);
  }

  #append(text: string): void {
    this.#begun = (this.#begun + text).slice(0, LONGEST_LINE);
  }
}
