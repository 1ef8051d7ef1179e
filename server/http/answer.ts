import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { z } from 'zod';
import type { Immutable } from '../../shared/immutable.js';
import { entityTag, isKnown } from './entity-tag.js';

/** What a route answers when all goes well: how it is sent, and how the reference describes it. */
export interface Answer<Result> {
  readonly status: number;
  readonly description: string;
  /** Media types with their schemas; null for bytes, undefined for no body. */
  readonly content?: Readonly<Record<string, z.ZodType | null>>;
  /** Another way to answer when all goes well, under another status. */
  readonly alternative?: Pick<Answer<never>, 'status' | 'description' | 'content'>;
  send(response: Response, result: Result): Promise<void>;
}

export interface JsonOptions<Body> {
  readonly status?: number;
  readonly description?: string;
  /** Gives the answer an ETag that guards edits: `If-Match` compares the revision in it. */
  readonly revision?: (body: Body) => number;
}

/** JSON, and nothing in it that its schema does not name. Express compares ETags with If-None-Match (304). */
export function json<Schema extends z.ZodType>(
  schema: Schema,
  { status = 200, description = 'Done.', revision }: JsonOptions<z.output<Schema>> = {},
): Answer<Immutable<z.input<Schema>>> {
  return {
    status,
    description,
    content: { 'application/json': schema },
    async send(response, result) {
      const body = schema.parse(result);
      if (revision) response.setHeader('ETag', entityTag(revision(body), digest(JSON.stringify(body))));
      response.status(status).json(body);
    },
  };
}

/** Done, and no more to say. */
export function nothing(description = 'Done.'): Answer<void> {
  return {
    status: 204,
    description,
    async send(response) {
      response.status(204).end();
    },
  };
}

/** A file that never changes under its address. */
export function immutableFile(mediaType: string): Answer<Buffer | Readable> {
  return {
    status: 200,
    description: 'The file.',
    content: { [mediaType]: null },
    async send(response, result) {
      response.type(mediaType);
      // Private: what a host's right has opened must not lie in a shared cache.
      response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
      if (result instanceof Readable) await pipeline(result, response);
      else response.send(result);
    },
  };
}

/** A JPEG that pages of other origins may show, and caches in between may keep if it is for everybody. */
export function sharedPicture(maxAgeSeconds: number): Answer<{
  picture: Buffer | Readable;
  isEverybodys: boolean;
}> {
  return {
    status: 200,
    description: 'The picture.',
    content: { 'image/jpeg': null },
    async send(response, { picture, isEverybodys }) {
      response.type('image/jpeg');
      response.setHeader('Cache-Control', `${isEverybodys ? 'public' : 'private'}, max-age=${maxAgeSeconds}`);
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      if (picture instanceof Readable) await pipeline(picture, response);
      else response.send(picture);
    },
  };
}

/** A text that is made only for who does not have it yet. */
export interface RenderedDocument {
  /** Equal for equal texts. */
  readonly tag: string;
  render(): string | Promise<string>;
}

/** A document with an ETag: who has it is told so (RFC 9110, section 13.1.2), which costs next to nothing. */
export function rendered(mediaType: string, schema: z.ZodType | null): Answer<RenderedDocument> {
  return {
    status: 200,
    description: 'The document.',
    content: { [mediaType]: schema },
    async send(response, { tag, render }) {
      const quoted = `"${tag}"`;
      response.setHeader('ETag', quoted);
      if (isKnown(response.req.get('if-none-match'), quoted)) response.status(304).end();
      else response.type(mediaType).send(await render());
    },
  };
}

/** Bytes that are made once for many requests. */
export interface PreparedDocument {
  readonly tag: string;
  readonly bytes: Buffer;
}

/** The bytes of a JSON document, made once for all who ask. */
export function prepareJson(document: unknown): PreparedDocument {
  return prepareText(JSON.stringify(document));
}

export function prepareText(text: string): PreparedDocument {
  return { tag: digest(text), bytes: Buffer.from(text) };
}

/** A document that was made beforehand, with an ETag. */
export function prepared(mediaType: string, schema: z.ZodType | null): Answer<PreparedDocument> {
  return {
    status: 200,
    description: 'The document.',
    content: { [mediaType]: schema },
    async send(response, { tag, bytes }) {
      const quoted = `"${tag}"`;
      response.setHeader('ETag', quoted);
      if (isKnown(response.req.get('if-none-match'), quoted)) response.status(304).end();
      else response.type(mediaType).send(bytes);
    },
  };
}

/** Whatever the handler sends itself. */
export function handWritten(status: number, description: string, mediaType?: string): Answer<void> {
  return {
    status,
    description,
    ...(mediaType === undefined ? {} : { content: { [mediaType]: null } }),
    async send() {},
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
