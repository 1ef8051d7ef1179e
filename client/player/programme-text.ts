import type { Millis } from '../../shared/units.js';

interface OnAir {
  readonly startsAtMs: Millis;
  readonly endsAtMs: Millis;
}

/** A length as people say it: `0:07`, `12:30`, `1:02:03`. */
export function durationText(lengthMs: Millis): string {
  const total = Math.max(0, Math.round(lengthMs / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** What is left of an item; empty for one too long to count down, like a filler without an end. */
export function remainingText({ endsAtMs }: OnAir, atMs: Millis): string {
  const leftMs = endsAtMs - atMs;
  return leftMs > DAY_MS ? '' : `${durationText(leftMs)} left`;
}

/** How much of an item is over, from 0 to 1. */
export function shareDone({ startsAtMs, endsAtMs }: OnAir, atMs: Millis): number {
  const share = (atMs - startsAtMs) / (endsAtMs - startsAtMs);
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/**
 * An instant as the viewer's own clock shows it, with seconds when the items are that short, and with the day when it
 * is not within the next one.
 */
export function localTimeText(atMs: Millis, nowMs: Millis, locale?: string, timeZone?: string): string {
  const aheadMs = atMs - nowMs;
  const format = new Intl.DateTimeFormat(locale, {
    hour: 'numeric',
    minute: '2-digit',
    ...(aheadMs < MINUTES_MS && { second: '2-digit' }),
    ...(aheadMs > DAY_MS && { weekday: 'short' }),
    ...(timeZone !== undefined && { timeZone }),
  });
  return format.format(atMs);
}

const MINUTES_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;
