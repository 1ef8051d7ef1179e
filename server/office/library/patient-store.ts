import type { Readable } from 'node:stream';
import type { Clock } from '../../../media/playout/clock.js';
import type { BlobStore, ByteRange } from '../../../media/store/blob-store.js';
import { StoreUnavailableError } from '../../../media/store/store-unavailable.js';
import type { Millis } from '../../../shared/units.js';

const FIRST_PAUSE_MS: Millis = 1000;
const LONGEST_PAUSE_MS: Millis = 30_000;

export interface Patience {
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Ends the waiting, and a read under way; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Called with the reason whenever a request is to be tried again, and with null when one has succeeded since. */
  onWait(reason: string | null): void;
}

/** A store for work in the background: a request that the store does not answer is tried again until it does. */
export class PatientStore implements BlobStore {
  readonly #store: BlobStore;
  readonly #patience: Patience;

  constructor(store: BlobStore, patience: Patience) {
    this.#store = store;
    this.#patience = patience;
  }

  publish(key: string, filePath: string): Promise<void> {
    return this.#insist(() => this.#store.publish(key, filePath));
  }

  write(key: string, bytes: Uint8Array): Promise<void> {
    return this.#insist(() => this.#store.write(key, bytes));
  }

  read(key: string, range?: ByteRange, into?: Buffer): Promise<Buffer> {
    return this.#insist(() => this.#store.read(key, range, into, this.#patience.signal));
  }

  stream(key: string, range?: ByteRange): Promise<Readable> {
    return this.#insist(() => this.#store.stream(key, range));
  }

  size(key: string): Promise<number | undefined> {
    return this.#insist(() => this.#store.size(key));
  }

  list(prefix: string): Promise<string[]> {
    return this.#insist(() => this.#store.list(prefix));
  }

  remove(key: string): Promise<void> {
    return this.#insist(() => this.#store.remove(key));
  }

  discardUnfinished(beforeMs: Millis): Promise<number> {
    return this.#insist(() => this.#store.discardUnfinished(beforeMs));
  }

  async #insist<T>(request: () => Promise<T>): Promise<T> {
    const { signal, onWait } = this.#patience;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
      try {
        const answer = await request();
        if (pauseMs > FIRST_PAUSE_MS) onWait(null);
        return answer;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        signal.throwIfAborted();
        onWait(error.message);
        await this.#pause(pauseMs);
        signal.throwIfAborted();
      }
    }
  }

  #pause(delayMs: Millis): Promise<void> {
    const { clock, signal } = this.#patience;
    return new Promise((resolve) => {
      const end = (): void => {
        cancelTimer();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancelTimer = clock.setTimer(delayMs, end);
      signal.addEventListener('abort', end);
    });
  }
}
