import { RRuleTemporal } from 'rrule-temporal';
import type { Millis } from '../units.js';
import { parseRule } from './recurrence-rule.js';

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/**
 * Checks a recurrence rule (the value of an RFC 5545 RRULE) and the IANA time zone it is meant in.
 * @throws RangeError that says what is wrong and what is allowed.
 */
export function checkRecurrence(rule: string, startsAtMs: Millis, timeZone: string): void {
  parseRule(rule);
  checkTimeZone(timeZone);
  try {
    // What the library can only find out on the way, it is to find out now: for the first year, and for far ahead.
    for (const fromMs of [startsAtMs, startsAtMs + 30 * YEAR_MS]) {
      occurrencesBetween(rule, startsAtMs, timeZone, fromMs, fromMs + YEAR_MS);
    }
  } catch (error) {
    throw new RangeError(`the rule cannot be followed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The instants in [fromMs, toMs) at which a recurrence rule comes round, ascending and none before its start.
 * The start's local time in the zone is kept across daylight-saving changes; a local time that a day does not have is
 * passed over (RFC 5545, section 3.3.10), of one that it has twice the first counts (section 3.3.5).
 */
export function occurrencesBetween(
  rule: string,
  startsAtMs: Millis,
  timeZone: string,
  fromMs: Millis,
  toMs: Millis,
): Millis[] {
  // Rules count in seconds: what is below is put back on every occurrence.
  const belowSecondMs = ((startsAtMs % 1000) + 1000) % 1000;
  const firstMs = Math.max(fromMs, startsAtMs) - belowSecondMs;
  const endMs = toMs - belowSecondMs;
  if (firstMs >= endMs) return [];
  const rrule = new RRuleTemporal({
    rruleString: `RRULE:${rule.toUpperCase()}`,
    dtstart: localTime(startsAtMs - belowSecondMs, timeZone),
    tzid: timeZone,
    strict: true,
  });
  return rrule
    .between(new Date(Math.ceil(firstMs)), new Date(Math.ceil(endMs)), true)
    .map(({ epochMilliseconds }) => epochMilliseconds)
    .filter((atMs) => atMs >= firstMs && atMs < endMs)
    .map((atMs) => atMs + belowSecondMs);
}

function checkTimeZone(timeZone: string): void {
  const refusal = new RangeError(`"${timeZone}" is no time zone: write a name like Europe/Paris, or UTC`);
  // Offsets are zones to Intl, but know no daylight-saving time.
  if (!/^[A-Za-z]/.test(timeZone)) throw refusal;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw refusal;
  }
}

/** An instant as the library takes it. In UTC, so that the second pass of a repeated hour keeps its place. */
function localTime(atMs: Millis, timeZone: string) {
  return { timeZoneId: timeZone, toString: () => `${new Date(atMs).toISOString().slice(0, -5)}Z[${timeZone}]` };
}
