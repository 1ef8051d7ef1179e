import { z } from 'zod';
import { CodedError } from '../../../shared/errors.js';
import type { PageMark } from '../store/library-store.js';

const markSchema = z.tuple([z.number(), z.string()]);

/** Where a page ended, as an opaque text. */
export function cursorAt({ createdAtMs, id }: PageMark): string {
  return Buffer.from(JSON.stringify([createdAtMs, id])).toString('base64url');
}

/** @throws CodedError bad-request for what is no cursor. */
export function parseCursor(cursor: string): PageMark {
  try {
    const [createdAtMs, id] = markSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { createdAtMs, id };
  } catch {
    throw new CodedError('bad-request', 'The cursor is not one of this list: start again without it.');
  }
}
