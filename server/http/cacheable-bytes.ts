import type { Request, Response } from 'express';
import { CodedError } from '../../shared/errors.js';
import { isKnown } from './entity-tag.js';

/** Bytes in parts that lie one behind the other. */
export interface CacheableBytes {
  readonly mediaType: string;
  /** A strong entity tag, quoted (RFC 9110, section 8.8.3). */
  readonly tag: string;
  /** `Cache-Control`; for ever when left out, for an address under which the bytes never change. */
  readonly caching?: string;
  /** Called only when the client does not have them. */
  parts(): Promise<readonly Buffer[]>;
}

const FOREVER = 'public, max-age=31536000, immutable';

/**
 * Sends them to GET or HEAD, in whole or the range that is asked for (RFC 9110, section 14), with how long a cache may keep them.
 * Several ranges at once are answered with the whole, as they may be.
 * @throws CodedError range-unsatisfiable for a range behind the end; what `parts` throws
 */
export async function sendBytes(request: Request, response: Response, bytes: CacheableBytes): Promise<void> {
  const { mediaType, tag, caching = FOREVER } = bytes;
  if (isKnown(request.get('if-none-match'), tag)) {
    response.status(304).setHeader('ETag', tag).setHeader('Cache-Control', caching).end();
    return;
  }
  const parts = await bytes.parts();
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const range = rangeOf(request, size, tag);
  if (range === 'unsatisfiable') {
    throw new CodedError('range-unsatisfiable', `There are ${size} bytes.`, { size });
  }
  response.setHeader('ETag', tag).setHeader('Cache-Control', caching).setHeader('Accept-Ranges', 'bytes');
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range !== undefined) response.status(206).setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
  response.setHeader('Content-Type', mediaType).setHeader('Content-Length', end - start + 1);
  if (request.method !== 'HEAD') {
    response.cork();
    for (const part of within(parts, start, end + 1)) response.write(part);
    response.uncork();
  }
  response.end();
}

/** Ranges are for GET alone (section 14.2), and If-Range makes one count for this very representation (section 13.1.5). */
function rangeOf(request: Request, size: number, tag: string) {
  const ifRange = request.get('if-range');
  if (request.method !== 'GET' || (ifRange !== undefined && ifRange.trim() !== tag)) return undefined;
  const ranges = request.range(size);
  if (ranges === -1) return 'unsatisfiable';
  return Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
}

/** Bytes [start, end) of the parts, as views on them. */
function within(parts: readonly Buffer[], start: number, end: number): Buffer[] {
  let before = 0;
  return parts.flatMap((part) => {
    const cut = part.subarray(Math.max(0, start - before), Math.max(0, end - before));
    before += part.length;
    return cut.length === 0 ? [] : [cut];
  });
}
