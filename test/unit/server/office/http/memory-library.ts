import { createHash, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { MediaLibraryPort } from '../../../../../server/office/http/media-library-port.js';
import type { MediaView } from '../../../../../shared/api/media.js';
import { CodedError } from '../../../../../shared/errors.js';

type Source = Parameters<MediaLibraryPort['addSource']>[0];

/** The library as its port has it, without disk or database: what the API hands it, and what it answers. */
export class MemoryLibrary
  extends EventEmitter<{ change: [media: MediaView]; removed: [id: string] }>
  implements MediaLibraryPort
{
  readonly #media = new Map<string, MediaView>();
  readonly #idsByHash = new Map<string, string>();
  /** Places that keep a media from being deleted, by its id. */
  readonly usedBy = new Map<string, object[]>();

  async addSource({ path, title, filename, keep = false, onTaken }: Source) {
    const bytes = await readFile(path);
    if (bytes.length === 0) throw new CodedError('source-empty');
    const hash = createHash('sha256').update(bytes).digest('hex');
    const known = this.#idsByHash.get(hash);
    const id = known ?? randomUUID();
    if (known === undefined) {
      this.#idsByHash.set(hash, id);
      this.change({ ...BLANK, id, title: title ?? filename, filename, sourceBytes: bytes.length });
    }
    await onTaken?.({ mediaId: id, duplicate: known !== undefined });
    if (!keep) await rm(path);
    return { media: await this.get(id), duplicate: known !== undefined };
  }

  /** Puts a media into whatever state a test wants it in. */
  change(media: MediaView): void {
    this.#media.set(media.id, media);
    this.emit('change', media);
  }

  async list({ limit, cursor, status, search }: Parameters<MediaLibraryPort['list']>[0]) {
    const found = [...this.#media.values()].filter(
      (media) => (status === undefined || media.status === status) && media.title.includes(search ?? ''),
    );
    const from = Number(cursor ?? 0);
    const nextCursor = from + limit < found.length ? String(from + limit) : null;
    return { items: found.slice(from, from + limit), nextCursor };
  }

  async get(id: string): Promise<MediaView> {
    const media = this.#media.get(id);
    if (media === undefined) throw new CodedError('media-unknown');
    return media;
  }

  async rename(id: string, title: string, expectedRevision?: number): Promise<MediaView> {
    const { revision, ...media } = await this.#at(id, expectedRevision);
    this.change({ ...media, title, revision: revision + 1 });
    return this.get(id);
  }

  async remove(id: string, expectedRevision?: number): Promise<void> {
    await this.#at(id, expectedRevision);
    const usedBy = this.usedBy.get(id);
    if (usedBy) throw new CodedError('media-in-use', undefined, { usedBy });
    this.#media.delete(id);
    this.emit('removed', id);
  }

  async cancel(id: string): Promise<MediaView> {
    return this.#move(id, 'processing', 'failed');
  }

  async retry(id: string): Promise<MediaView> {
    return this.#move(id, 'failed', 'queued');
  }

  async verify(id: string) {
    await this.get(id);
    return { intact: true, damage: [] };
  }

  poster = (id: string) => this.#picture(id, 'poster');
  storyboard = (id: string) => this.#picture(id, 'storyboard');
  storyboardVtt = (id: string) => this.#picture(id, 'WEBVTT');
  waveform = (id: string) => this.#picture(id, '[]');

  async playable(id: string) {
    await this.get(id);
    const bytes = Buffer.from('0123456789');
    const stream = async ({ offset, length }: { offset: number; length: number }) =>
      Readable.from([bytes.subarray(offset, offset + length)]);
    return { size: bytes.length, stream };
  }

  async #picture(id: string, bytes: string): Promise<Buffer> {
    await this.get(id);
    return Buffer.from(bytes);
  }

  async #at(id: string, expectedRevision: number | undefined): Promise<MediaView> {
    const media = await this.get(id);
    if (expectedRevision !== undefined && media.revision !== expectedRevision) throw new CodedError('stale-revision');
    return media;
  }

  async #move(id: string, from: MediaView['status'], to: MediaView['status']): Promise<MediaView> {
    const media = await this.get(id);
    if (media.status !== from) throw new CodedError('wrong-state');
    this.change({ ...media, status: to });
    return this.get(id);
  }
}

const BLANK: MediaView = {
  ...{ id: '', title: '', filename: null, status: 'queued', progress: 0, etaSeconds: null, durationMs: null },
  ...{
    frames: null,
    layers: [],
    findings: [],
    error: null,
    aac: 'none',
    revision: 1,
    sourceBytes: 0,
    createdAtMs: 0,
    updatedAtMs: 0,
  },
};
