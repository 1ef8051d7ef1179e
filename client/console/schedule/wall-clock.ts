import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import type { Millis } from '../../../shared/units.js';

dayjs.extend(utc);
dayjs.extend(timezone);

/** A time of day as calendars hold it, without its zone. */
const FORM = 'YYYY-MM-DD HH:mm:ss';

export function wallTime(atMs: Millis, timeZone: string): string {
  return dayjs.tz(atMs, timeZone).format(FORM);
}

/** The instant that a wall clock of a zone shows a time at. */
export function instantOf(wall: string, timeZone: string): Millis {
  return dayjs.tz(wall, timeZone).valueOf();
}

export function localTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
