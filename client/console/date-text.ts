import dayjs from 'dayjs';
import type { Millis } from '../../shared/units.js';

/** One way to write instants, with 24 hours and months as words: no reader takes the day for the month. */
const TIME = 'HH:mm:ss';
const DATE = 'D MMM YYYY';
export const DATE_TIME_FORMAT = `${DATE}, ${TIME}`;

/** `20:00:05`, where the browser is. */
export function timeText(atMs: Millis): string {
  return dayjs(atMs).format(TIME);
}

/** `5 Nov 2026`. */
export function dateText(atMs: Millis): string {
  return dayjs(atMs).format(DATE);
}

/** `5 Nov 2026, 20:00:05`. */
export function dateTimeText(atMs: Millis): string {
  return dayjs(atMs).format(DATE_TIME_FORMAT);
}
