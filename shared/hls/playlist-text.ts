import type { Millis } from '../units.js';

/** RFC 8216, section 4.2. */
export function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** A quoted string, which can hold neither a quotation mark nor the end of a line: the typographic mark, and a space. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '”').replace(/[\r\n\u2028\u2029]+/g, ' ')}"`;
}

export function isoTime(atMs: Millis): string {
  return new Date(atMs).toISOString();
}
