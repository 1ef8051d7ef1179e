import { z } from 'zod';
import type { MediaOrder } from '../../../shared/api/media.js';
import { CodedError } from '../../../shared/errors.js';
import type { MediaStatus } from '../store/media-entry.js';
import type { MediaMark } from '../store/media-order.js';

export interface ListQuery {
  readonly limit: number;
  /** Newest first when left out. */
  readonly sort?: MediaOrder | undefined;
  readonly cursor?: string | undefined;
  readonly status?: MediaStatus | undefined;
  readonly search?: string | undefined;
}

const markSchema = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()]);

/** Where a page of a list in some order ended, as an opaque text. */
export function mediaCursorAt(order: MediaOrder, { key, id }: MediaMark): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString('base64url');
}

/** @throws CodedError bad-request for what is no cursor, and for one of another order. */
export function parseMediaCursor(order: MediaOrder, cursor: string): MediaMark {
  try {
    const [ofOrder, key, id] = markSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (ofOrder === order) return { key, id };
  } catch {
    // As for one of another order.
  }
  throw new CodedError('bad-request', 'The cursor is not one of this list: start again without it.');
}
