import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Millis } from '../../shared/units.js';
import { assertBlobKey, isBlobKey } from './blob-key.js';
import { assertRangeWithin, BlobMissingError, type BlobStore, type ByteRange } from './blob-store.js';
import { contentTypeOf } from './content-type.js';
import { ReadWatch } from './read-watch.js';
import { BrokenReadError, fillFrom, openBody } from './s3-body.js';
import { explainAccessFailure, silentServer, statusOf, unavailable } from './s3-failure.js';
import { discardUploads } from './s3-uploads.js';

/** Objects never change, so a CDN in front of the bucket, and whoever asks it, may keep them for ever. */
const CACHE_CONTROL = 'public, max-age=31536000, immutable';
const SMALLEST_PART_BYTES = 8 * 1024 * 1024;
const MOST_PARTS = 10_000;
/** As many parts are in memory while a file is uploaded. */
const PARTS_AT_ONCE = 3;
/** Requests of a moment that go out at once; more wait for their turn. */
const MOST_SOCKETS = 64;
const CONNECT_TIMEOUT_MS = 3000;
/** A request without a body of note is given up after so long, tries included. */
const DEFAULT_ANSWER_WITHIN_MS: Millis = 10_000;
/** A request, or a reader of a stream, that moves no byte for so long is given up. */
const IDLE_TIMEOUT_MS = 60_000;
const REQUEST_ATTEMPTS = 3;
/** How often a body is asked for that breaks off or hangs. */
const READ_ATTEMPTS = 3;
/** How long an attempt is given, besides the time of its bytes; the last one twice as long. */
const DEFAULT_READ_GRACE_MS = 2000;
/** What only looks whether something is there is given up by then: at a start, others wait for it. */
const LOOK_WITHIN_MS: Millis = 5000;
const SLOWEST_BYTES_PER_MS = 256;

export interface S3Access {
  /** The URL of an S3-compatible server; Amazon's own when it is not given. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** When it is not given, credentials are looked for where AWS programs look for them. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

export interface S3BlobStoreOptions extends S3Access {
  readonly bucket: string;
  /** Stands in front of every key: empty, or ending with `/`. */
  readonly prefix: string;
  /** How long an attempt to read may take, besides the time that its bytes take. */
  readonly readGraceMs?: Millis;
  /** How long any other request may take, besides the time that its bytes take. */
  readonly answerWithinMs?: Millis;
}

/**
 * Objects in a bucket of Amazon S3 or a server that speaks its language. S3 itself shows an object whole or not at all;
 * what an upload that was cut off leaves behind is never an object, and is discarded later.
 */
export class S3BlobStore implements BlobStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #readGraceMs: Millis;
  readonly #answerWithinMs: Millis;

  private constructor(client: S3Client, options: S3BlobStoreOptions) {
    const { readGraceMs = DEFAULT_READ_GRACE_MS, answerWithinMs = DEFAULT_ANSWER_WITHIN_MS } = options;
    this.#client = client;
    this.#bucket = options.bucket;
    this.#prefix = options.prefix;
    this.#readGraceMs = readGraceMs;
    this.#answerWithinMs = answerWithinMs;
  }

  /** @throws S3AccessError when the bucket cannot be listed. */
  static async create(options: S3BlobStoreOptions): Promise<S3BlobStore> {
    const store = S3BlobStore.unchecked(options);
    try {
      await store.check();
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /** Opens a bucket that was usable before, whether or not it can be reached now. */
  static unchecked(options: S3BlobStoreOptions): S3BlobStore {
    return new S3BlobStore(createClient(options), options);
  }

  /** @throws S3AccessError when the bucket cannot be listed. */
  async check(): Promise<void> {
    const withinMs = Math.min(LOOK_WITHIN_MS, this.#answerWithinMs);
    const signal = AbortSignal.timeout(withinMs);
    try {
      // HeadBucket would do, but its answer has no body to say what is wrong.
      const command = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix, MaxKeys: 1 });
      await this.#client.send(command, { abortSignal: signal });
    } catch (error) {
      throw signal.aborted ? silentServer(withinMs, error) : explainAccessFailure(error);
    }
  }

  /** The file stays where it is. */
  async publish(key: string, filePath: string): Promise<void> {
    const target = this.#describe(key);
    const { size } = await stat(filePath);
    const file = createReadStream(filePath);
    let fileError: Error | undefined;
    file.once('error', (error) => {
      fileError = error;
    });
    try {
      const upload = new Upload({
        client: this.#client,
        params: { ...target, Body: file },
        partSize: Math.max(SMALLEST_PART_BYTES, Math.ceil(size / MOST_PARTS)),
        queueSize: PARTS_AT_ONCE,
      });
      await upload.done();
    } catch (error) {
      throw fileError ?? unavailable(error);
    } finally {
      file.destroy();
    }
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const put = new PutObjectCommand({ ...this.#describe(key), Body: bytes });
    await this.#client.send(put, this.#soon(bytes.length)).catch(throwUnavailable);
  }

  async read(key: string, range?: ByteRange, into?: Buffer, signal?: AbortSignal): Promise<Buffer> {
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const isLast = attempt === READ_ATTEMPTS;
      const watch = new ReadWatch(isLast ? 2 * this.#readGraceMs : this.#readGraceMs, signal);
      try {
        const { body, length } = await this.#get(key, range, watch.signal);
        return await fillFrom(body, length, into, key, watch);
      } catch (error) {
        signal?.throwIfAborted();
        const broken = watch.signal.aborted
          ? new BrokenReadError(`${key} did not come in time`, { cause: error })
          : error;
        if (!(broken instanceof BrokenReadError) || isLast) throw broken;
      } finally {
        watch.close();
      }
    }
  }

  /** What comes after the first byte has no deadline but that of a connection that moves nothing. */
  async stream(key: string, range?: ByteRange): Promise<Readable> {
    const watch = new ReadWatch(this.#answerWithinMs);
    try {
      return (await this.#get(key, range, watch.signal)).body;
    } finally {
      watch.close();
    }
  }

  async size(key: string): Promise<number | undefined> {
    const address = this.#address(key);
    try {
      const { ContentLength } = await this.#client.send(new HeadObjectCommand(address), this.#look());
      return ContentLength;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw unavailable(error);
    }
  }

  async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = { Bucket: this.#bucket, Prefix: this.#prefix + prefix, ContinuationToken };
      const answer = await this.#client.send(new ListObjectsV2Command(page), this.#soon()).catch(throwUnavailable);
      for (const { Key = '' } of answer.Contents ?? []) keys.push(Key.slice(this.#prefix.length));
      const next = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
      // A server that names the same page again would be asked for ever.
      ContinuationToken = next === ContinuationToken ? undefined : next;
    } while (ContinuationToken !== undefined);
    // Consoles put folder markers, and operators files of their own, into a bucket: none of them is an object of ours.
    return keys.filter(isBlobKey).sort();
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#address(key)), this.#soon()).catch(throwUnavailable);
  }

  /** A server that does not list them, or not to us, keeps them: a lifecycle rule of the bucket clears them away then. */
  async discardUnfinished(beforeMs: Millis): Promise<number> {
    const place = { Bucket: this.#bucket, Prefix: this.#prefix };
    return discardUploads(this.#client, place, beforeMs).catch(throwUnavailable);
  }

  /** Ends the connections; what is under way fails. */
  close(): void {
    this.#client.destroy();
  }

  #address(key: string): { Bucket: string; Key: string } {
    assertBlobKey(key);
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  #describe(key: string): { Bucket: string; Key: string; ContentType: string; CacheControl: string } {
    return { ...this.#address(key), ContentType: contentTypeOf(key), CacheControl: CACHE_CONTROL };
  }

  async #get(
    key: string,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<{ body: Readable; length: number }> {
    const address = this.#address(key);
    // HTTP has no ranges without bytes, and a range that is none must not reach it.
    if (range !== undefined && !isHttpRange(range)) {
      assertRangeWithin(range, await this.#sizeOf(key), key);
      return openBody(undefined, range, key);
    }
    const Range = range === undefined ? undefined : `bytes=${range.offset}-${range.offset + range.length - 1}`;
    try {
      const answer = await this.#client.send(
        new GetObjectCommand({ ...address, ...(Range !== undefined && { Range }) }),
        { abortSignal: signal },
      );
      return openBody(answer, range, key);
    } catch (error) {
      if (statusOf(error) === 404) throw new BlobMissingError(key);
      if (statusOf(error) === 416 && range !== undefined) assertRangeWithin(range, await this.#sizeOf(key), key);
      throw error instanceof RangeError ? error : unavailable(error);
    }
  }

  #soon(bytes = 0): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#answerWithinMs + Math.ceil(bytes / SLOWEST_BYTES_PER_MS)) };
  }

  #look(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(Math.min(LOOK_WITHIN_MS, this.#answerWithinMs)) };
  }

  async #sizeOf(key: string): Promise<number> {
    const size = await this.size(key);
    if (size === undefined) throw new BlobMissingError(key);
    return size;
  }
}

function createClient({ endpoint, region, credentials }: S3Access): S3Client {
  return new S3Client({
    region,
    ...(credentials !== undefined && { credentials }),
    ...(endpoint !== undefined && {
      endpoint,
      // A server of one's own seldom has a host name for every bucket, nor the newer checksums.
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    }),
    // Playout reads ranges, which have no checksum of their own.
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: REQUEST_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      httpAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
    },
  });
}

function isHttpRange({ offset, length }: ByteRange): boolean {
  return Number.isSafeInteger(offset + length) && Number.isSafeInteger(offset) && offset >= 0 && length > 0;
}

function throwUnavailable(error: unknown): never {
  throw unavailable(error);
}
