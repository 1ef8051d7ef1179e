import { notifications } from '@mantine/notifications';
import Uppy, { type UppyFile } from '@uppy/core';
import Tus, { type TusBody } from '@uppy/tus';
import { apiUrl } from '../api/api-client.js';
import { TransferRate } from './transfer-rate.js';
import { holdUpload } from './upload-holds.js';
import { type UploadView, uploadView } from './upload-view.js';

const AT_ONCE = 2;
const RETRY_AFTER_MS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000];

type Meta = {
  filename: string;
  title: string;
  /** The media that the library had of it; known when it was sent. */
  duplicateOf?: string;
};
export type QueuedFile = UppyFile<Meta, TusBody>;

/**
 * Uploads on their way to the server, for as long as the page is open, whatever view is shown. The server keeps what has
 * arrived: the same file, added again after a reload, goes on where it was.
 */
class UploadQueue {
  readonly #uppy = new Uppy<Meta, TusBody>({ autoProceed: true });
  readonly #rates = new Map<string, TransferRate>();
  readonly #listeners = new Set<() => void>();
  /** What gives the hold of each upload back. */
  readonly #releases = new Map<string, () => void>();
  #views: readonly UploadView[] = [];

  constructor() {
    this.#uppy.use(Tus<Meta, TusBody>, {
      endpoint: apiUrl('/uploads'),
      limit: AT_ONCE,
      retryDelays: RETRY_AFTER_MS,
      allowedMetaFields: ['filename', 'title'],
      removeFingerprintOnSuccess: true,
    });
    // The answer is gone as soon as the uploader lets go of it.
    this.#uppy.on('upload-success', (file, { body }) => {
      const header = (name: string) => body?.xhr.getResponseHeader(name) ?? null;
      const mediaId = header('Media-Id');
      if (file && mediaId !== null && header('Media-Duplicate')) {
        this.#uppy.setFileMeta(file.id, { ...file.meta, duplicateOf: mediaId });
      }
    });
    const tell = () => this.#tell();
    this.#uppy.on('upload-progress', tell).on('upload-success', tell).on('upload-error', tell);
    this.#uppy.on('files-added', tell).on('file-removed', tell).on('upload-pause', tell).on('upload-start', tell);
  }

  get views(): readonly UploadView[] {
    return this.#views;
  }

  /** For React: calls back when `views` is another list. @returns what ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(files: Iterable<File>): void {
    for (const file of files) void this.#add(file);
  }

  pauseOrResume(id: string): void {
    this.#uppy.pauseResume(id);
    this.#tell();
  }

  retry(id: string): void {
    void this.#uppy.retryUpload(id);
  }

  /** Ends an upload, and with it what the server has of it; or takes a finished one off the list. */
  remove(id: string): void {
    this.#uppy.removeFile(id);
  }

  async #add(file: File): Promise<void> {
    const known = this.#uppy.getFiles().find(({ data, name }) => name === file.name && data?.size === file.size);
    if (known !== undefined && !known.progress.uploadComplete) {
      // The file may be there again where it was not when the upload failed.
      this.#uppy.setFileState(known.id, { data: file });
      if (known.error) this.retry(known.id);
      return;
    }
    const release = await holdUpload({ name: file.name, bytes: file.size });
    if (release === null) {
      notifications.show({ message: `Another tab of this browser has the upload of “${file.name}” already.` });
      return;
    }
    if (known !== undefined) this.#uppy.removeFile(known.id);
    const id = this.#uppy.addFile({
      name: file.name,
      type: file.type,
      data: file,
      meta: { filename: file.name, title: titleOf(file.name) },
    });
    this.#releases.set(id, release);
  }

  #rateOf({ id, progress, isPaused }: QueuedFile): TransferRate {
    const rate = this.#rates.get(id) ?? new TransferRate();
    this.#rates.set(id, rate);
    if (isPaused || !progress.uploadStarted) rate.pause();
    else rate.add({ atMs: performance.now(), sentBytes: Number(progress.bytesUploaded) || 0 });
    return rate;
  }

  #tell(): void {
    const files = this.#uppy.getFiles();
    for (const id of this.#rates.keys()) if (!files.some((file) => file.id === id)) this.#rates.delete(id);
    for (const [id, release] of this.#releases) {
      if (files.some((file) => file.id === id && !file.progress.uploadComplete)) continue;
      this.#releases.delete(id);
      release();
    }
    this.#views = files.map((file) => uploadView(file, this.#rateOf(file)));
    for (const listener of this.#listeners) listener();
  }
}

/** The name of a file as a title: without its ending, and with spaces where file names have none. */
function titleOf(filename: string): string {
  return (
    filename
      .replace(/\.[^.]{1,5}$/, '')
      .replaceAll(/[_\s]+/g, ' ')
      .trim() || filename
  );
}

export const uploadQueue = new UploadQueue();
