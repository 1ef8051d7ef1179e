import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { assertRangeWithin, type ByteRange } from './blob-store.js';
import { StoreUnavailableError } from './store-unavailable.js';

/** Thrown when the bytes of an object stop coming; asking again is worth it. */
export class BrokenReadError extends StoreUnavailableError {}

/**
 * The body of an answer, after a look at whether it is what was asked for.
 * @param answer undefined where no request was needed.
 * @throws RangeError when the object does not have all of the range.
 */
export function openBody(
  answer: Pick<GetObjectCommandOutput, 'Body' | 'ContentRange' | 'ContentLength'> | undefined,
  range: ByteRange | undefined,
  key: string,
): { body: Readable; length: number } {
  if (answer === undefined) return { body: Readable.from([]), length: 0 };
  const body = answer.Body as Readable;
  try {
    if (answer.ContentLength === undefined) {
      throw new StoreUnavailableError(`the store does not say how long ${key} is`, undefined);
    }
    if (range !== undefined) assertAnswers(answer.ContentRange, range, key);
    return { body, length: answer.ContentLength };
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** Reads a body of known length to its end, into a buffer when one is given: each byte is copied once. */
export async function fillFrom(
  body: Readable,
  length: number,
  into: Buffer | undefined,
  key: string,
  progress: { bytes: number },
): Promise<Buffer> {
  if (into !== undefined && into.length < length) {
    body.destroy();
    throw new RangeError(`${length} bytes of ${key} do not fit into ${into.length}`);
  }
  const bytes = into?.subarray(0, length) ?? Buffer.allocUnsafe(length);
  let filled = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      filled += chunk.copy(bytes, filled);
      progress.bytes = filled;
    }
  } catch (cause) {
    throw new BrokenReadError(`${key} broke off after ${filled} of ${length} bytes`, cause);
  }
  if (filled < length) throw new BrokenReadError(`${key} ended after ${filled} of ${length} bytes`, undefined);
  return bytes;
}

/** RFC 9110, section 14.4. A server cuts a range to what it has, and one that knows no ranges sends the whole object. */
function assertAnswers(contentRange: string | undefined, range: ByteRange, key: string): void {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange ?? '')?.map(Number) ?? [];
  if (size !== undefined) assertRangeWithin(range, size, key);
  if (first !== range.offset || last !== range.offset + range.length - 1) {
    const asked = `${range.length} bytes of ${key} from ${range.offset}`;
    throw new StoreUnavailableError(`the store was asked for ${asked} and sent others`, undefined);
  }
}
