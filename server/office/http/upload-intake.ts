import { mkdir } from 'node:fs/promises';
import type { Upload } from '@tus/server';
import { Server } from '@tus/server';
import type { Request, Response } from 'express';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import { freeBytesAt } from '../library/free-space.js';
import type { TakenSource } from '../library/source-intake.js';
import type { MediaLibraryPort } from './media-library-port.js';
import { assertAdmissible } from './upload-admission.js';
import { codedUploadError } from './upload-error.js';
import { isComplete, ownedBy, takenAs, UploadStore } from './upload-store.js';

export const TUS_VERSION = '1.0.0';
export const UPLOAD_ID = /^[0-9a-f]{32}$/;

const LIFETIME_MS = 48 * 3_600_000;
const SWEEP_INTERVAL_MS = 3_600_000;
const MAX_NAME_LENGTH = 255;

export interface UploadIntakeDeps {
  /** Where unfinished uploads lie. */
  readonly folder: string;
  /** The address of uploads. */
  readonly path: string;
  readonly maxBytes: number;
  readonly library: Pick<MediaLibraryPort, 'addSource'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lifetimeMs?: Millis;
  /** How many bytes a folder's file system has for us. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/**
 * Resumable uploads (tus 1.0, with creation, creation-with-upload, termination and expiration). A finished upload is
 * handed to the library before it is acknowledged; what a killed process had finished is handed over by the next one.
 */
export class UploadIntake {
  readonly #deps: UploadIntakeDeps;
  readonly #store: UploadStore;
  readonly #tus: Server;
  /** Uploads on their way into the library, by id: one hand-over each, whoever asks for it. */
  readonly #handOvers = new Map<string, Promise<TakenSource>>();
  /** Who sent a request. */
  readonly #owners = new WeakMap<object, string>();
  #sweeping: Promise<void> | undefined;
  #isClosed = false;
  #cancelTimer: (() => void) | undefined;

  private constructor(deps: UploadIntakeDeps) {
    this.#deps = deps;
    const { folder, path, maxBytes, lifetimeMs = LIFETIME_MS, freeBytes = freeBytesAt } = deps;
    this.#store = new UploadStore(folder, lifetimeMs, async (upload, unfinished) =>
      assertAdmissible(upload, unfinished, await freeBytes(folder)),
    );
    this.#tus = new CodedTusServer({
      path,
      datastore: this.#store,
      maxSize: maxBytes,
      relativeLocation: true,
      allowedOrigins: () => false,
      onUploadCreate: async ({ runtime }, { metadata }) => {
        const owner = this.#owners.get(runtime?.node?.req ?? {}) ?? '';
        return { metadata: ownedBy(owner, sourceNames(metadata)) };
      },
      onUploadFinish: async (_request, upload) => ({ headers: mediaHeaders(await this.#handOver(upload)) }),
      onResponseError: ({ headers }, error) => {
        throw codedUploadError(error, Number(headers.get('upload-length') ?? 0) <= maxBytes);
      },
    });
  }

  static async create(deps: UploadIntakeDeps): Promise<UploadIntake> {
    await mkdir(deps.folder, { recursive: true });
    const intake = new UploadIntake(deps);
    for (const upload of await intake.#store.finishedButNotTaken()) intake.#adopt(upload);
    await intake.#sweep();
    return intake;
  }

  /** Answers one request of the protocol. @param owner who asks. @throws CodedError */
  async serve(request: Request, response: Response, owner: string): Promise<void> {
    this.#owners.set(request, owner);
    response.setHeader('Tus-Resumable', TUS_VERSION);
    if (request.method !== 'OPTIONS' && request.headers['tus-resumable'] !== TUS_VERSION) {
      response.setHeader('Tus-Version', TUS_VERSION);
      throw new CodedError('upload-protocol');
    }
    if (request.method === 'HEAD') await this.#nameMedia(String(request.params['id']), response);
    try {
      await this.#tus.handle(request, response);
    } catch (error) {
      // Nobody is there to hear about a connection that broke; what came through is kept.
      if (!response.closed) throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    await Promise.allSettled([this.#sweeping, ...this.#handOvers.values()]);
  }

  /** Whoever asks where a finished upload stands has missed the answer that named its media. */
  async #nameMedia(id: string, response: Response): Promise<void> {
    await this.#handOvers.get(id)?.catch(() => undefined);
    const upload = await this.#store.getUpload(id).catch(() => undefined);
    if (upload === undefined || !isComplete(upload)) return;
    response.setHeaders(new Map(Object.entries(mediaHeaders(await this.#handOver(upload)))));
  }

  #handOver(upload: Upload): Promise<TakenSource> {
    const { id } = upload;
    const known = takenAs(upload);
    if (known !== undefined) return Promise.resolve(known);
    const running = this.#handOvers.get(id) ?? this.#addToLibrary(upload).finally(() => this.#handOvers.delete(id));
    this.#handOvers.set(id, running);
    return running;
  }

  async #addToLibrary({ id, metadata }: Upload): Promise<TakenSource> {
    const { filename = 'upload', title } = sourceNames(metadata);
    const { media, duplicate } = await this.#deps.library.addSource({
      ...{ path: this.#store.pathOf(id), filename, title },
      // Noted before the file goes: a crash in between loses neither the file nor what it became.
      onTaken: (taken) => this.#store.settle(id, taken),
    });
    return { mediaId: media.id, duplicate };
  }

  #adopt(upload: Upload): void {
    this.#handOver(upload).catch((error: unknown) => {
      this.#deps.logger.warn({ err: error, upload: upload.id }, 'a finished upload could not be taken in');
    });
  }

  /** Now and every hour until it is closed, whatever comes of it. */
  async #sweep(): Promise<void> {
    const { clock, logger } = this.#deps;
    const isNeeded = (id: string) => this.#handOvers.has(id);
    await this.#store.sweep(clock.now(), isNeeded).catch((err: unknown) => logger.error({ err }, 'old uploads stay'));
    if (this.#isClosed) return;
    this.#cancelTimer = clock.setTimer(SWEEP_INTERVAL_MS, () => {
      this.#sweeping = this.#sweep();
    });
  }
}

/** The tus server answers what is wrong with a header by itself, in plain text: here that is an error like all others. */
class CodedTusServer extends Server {
  override async write(...[context, headers, status, body = '']: Parameters<Server['write']>) {
    if (status >= 400) throw codedUploadError({ status_code: status, body });
    return super.write(context, headers, status, body);
  }
}

function mediaHeaders({ mediaId, duplicate }: TakenSource): Record<string, string> {
  return { 'Media-Id': mediaId, ...(duplicate && { 'Media-Duplicate': 'true' }) };
}

/** What the uploader calls its file: of its metadata these alone are kept. */
function sourceNames(metadata: Upload['metadata'] = {}): { filename?: string; title?: string } {
  const named = ['filename', 'title'].map((key) => [key, metadata[key]?.trim().slice(0, MAX_NAME_LENGTH)] as const);
  return Object.fromEntries(named.filter(([, value]) => value));
}
