import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const KEPT_BYTES = 16;

/**
 * 128 bits of SHA-256 over some values, in hexadecimal: equal for equal values in every process, and different for
 * different ones as surely as anything is.
 */
export function contentHash(values: readonly (string | number | null)[]): string {
  // JSON has no Infinity: an entry without an end would look like one without a start.
  const text = JSON.stringify(values.map((value) => (typeof value === 'number' ? String(value) : [value])));
  return bytesToHex(sha256(utf8ToBytes(text)).subarray(0, KEPT_BYTES));
}
