/** Node.js has four threads for all files: a store that hangs must leave some to others. */
const AT_ONCE = 3;

interface Turn {
  readonly key: string;
  begin(): void;
}

/**
 * Lets few reads of files go on at once, and of one file one: a file that hangs holds up nothing but itself, and a disk
 * that hangs holds no more than that many buffers. Who waits for a turn can leave; a read that has begun cannot be stopped.
 */
export class ReadTurns {
  readonly #running = new Set<string>();
  #waiting: Turn[] = [];

  async run<T>(key: string, read: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(key, signal);
    try {
      return await read();
    } finally {
      this.#running.delete(key);
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
    while (this.#running.size < AT_ONCE) {
      const at = this.#waiting.findIndex(({ key }) => !this.#running.has(key));
      if (at < 0) return;
      const [turn] = this.#waiting.splice(at, 1);
      this.#running.add(turn!.key);
      turn!.begin();
    }
  }
}
