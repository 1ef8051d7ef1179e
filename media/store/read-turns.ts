/** A disk that hangs holds so many buffers at the most. */
const USUALLY_AT_ONCE = 16;
/** Node.js has four threads for all files: one file that hangs must leave some to others. */
const AT_ONCE_OF_A_FILE = 2;

interface Turn {
  readonly key: string;
  begin(): void;
}

/**
 * Lets so many reads of files go on at once, and of one file two: a file that hangs holds up nothing but itself. Who waits
 * for a turn can leave; a read that has begun cannot be stopped.
 */
export class ReadTurns {
  readonly #atOnce: number;
  readonly #running: string[] = [];
  #waiting: Turn[] = [];

  constructor(atOnce = USUALLY_AT_ONCE) {
    this.#atOnce = atOnce;
  }

  async run<T>(key: string, read: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(key, signal);
    try {
      return await read();
    } finally {
      this.#running.splice(this.#running.indexOf(key), 1);
      this.#next();
    }
  }

  #turn(key: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== turn);
        reject(signal!.reason);
      };
      const begin = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const turn: Turn = { key, begin };
      this.#waiting.push(turn);
      if (signal?.aborted === true) leave();
      else signal?.addEventListener('abort', leave, { once: true });
      this.#next();
    });
  }

  #next(): void {
    while (this.#running.length < this.#atOnce) {
      const at = this.#waiting.findIndex(({ key }) => this.#isFree(key));
      if (at < 0) return;
      const [turn] = this.#waiting.splice(at, 1);
      this.#running.push(turn!.key);
      turn!.begin();
    }
  }

  #isFree(key: string): boolean {
    return this.#running.filter((running) => running === key).length < AT_ONCE_OF_A_FILE;
  }
}
