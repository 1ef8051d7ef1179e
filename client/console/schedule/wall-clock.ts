import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import type { Millis } from '../../../shared/units.js';

dayjs.extend(utc);
dayjs.extend(timezone);

const DIGITS = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
/** By zone: making one takes as long as writing a hundred times. */
const writers = new Map<string, Intl.DateTimeFormat>();

/** A time of day as calendars hold it, without its zone: `2026-03-28 20:00:00`. */
export function wallTime(atMs: Millis, timeZone: string): string {
  let writer = writers.get(timeZone);
  if (writer === undefined) {
    // Sweden writes times as ISO 8601 does.
    writer = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', ...DIGITS });
    writers.set(timeZone, writer);
  }
  return writer.format(atMs);
}

/** The instant that a wall clock of a zone shows a time at. */
export function instantOf(wall: string, timeZone: string): Millis {
  return dayjs.tz(wall, timeZone).valueOf();
}

export function localTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
