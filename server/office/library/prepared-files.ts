import { type PlayableFile, playableFile } from '../../../media/playable-file.js';
import type { Clock } from '../../../media/playout/clock.js';
import { mediaKeys } from '../../../media/prepared-media.js';
import { BlobMissingError, type BlobStore } from '../../../media/store/blob-store.js';
import { StoreUnavailableError } from '../../../media/store/store-unavailable.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import { within } from '../../clock/within.js';

/** Whoever asks for a picture is answered by then, whatever the store does. */
const ANSWER_WITHIN_MS: Millis = 5000;
const RETRY_AFTER_S = 5;

export type PictureName = 'poster' | 'storyboard' | 'storyboardVtt' | 'waveform';

/** What people look at of a prepared media, as opposed to what is played out. */
export class PreparedFiles {
  readonly #blobs: BlobStore;
  readonly #clock: Pick<Clock, 'setTimer'>;
  /** By key: many who ask for one picture at a time cause one read of it. */
  readonly #reads = new Map<string, Promise<Buffer>>();

  constructor(blobs: BlobStore, clock: Pick<Clock, 'setTimer'>) {
    this.#blobs = blobs;
    this.#clock = clock;
  }

  /** @throws CodedError not-found, store-unavailable */
  picture(objectId: string, name: PictureName): Promise<Buffer> {
    const key = mediaKeys(objectId)[name];
    const read = this.#reads.get(key) ?? this.#blobs.read(key).finally(() => this.#reads.delete(key));
    this.#reads.set(key, read);
    return this.#answer(read);
  }

  /** @throws CodedError not-found, store-unavailable */
  playable(objectId: string): Promise<PlayableFile> {
    return this.#answer(playableFile(this.#blobs, objectId));
  }

  async #answer<T>(work: Promise<T>): Promise<T> {
    try {
      return await within(this.#clock, ANSWER_WITHIN_MS, work, () => {
        throw storeUnavailable();
      });
    } catch (error) {
      if (error instanceof BlobMissingError) throw new CodedError('not-found', 'This media has no such file.');
      throw error instanceof StoreUnavailableError ? storeUnavailable() : error;
    }
  }
}

function storeUnavailable(): CodedError {
  return new CodedError('store-unavailable', undefined, { retryAfterSeconds: RETRY_AFTER_S });
}
