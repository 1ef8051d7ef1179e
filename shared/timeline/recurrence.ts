import { RRuleTemporal } from 'rrule-temporal';
import type { Millis } from '../units.js';
import { parseRule } from './recurrence-rule.js';

const END_OF_TIME_MS = Date.UTC(10_000, 0);

/**
 * Checks a recurrence rule (the value of an RFC 5545 RRULE) and the IANA time zone it is meant in.
 * @throws RangeError that says what is wrong and what is allowed.
 */
export function checkRecurrence(rule: string, startsAtMs: Millis, timeZone: string): void {
  parseRule(rule);
  checkTimeZone(timeZone);
  try {
    // The library gives up on a rule that never comes round only when it is followed: do so now, and to its end.
    const first = rruleOf(rule, startsAtMs, timeZone).next(new Date(startsAtMs - 1000), true);
    if (first === null) throw new RangeError('it never comes round');
    lastOccurrence(rule, startsAtMs, timeZone);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`the rule "${rule}" from ${new Date(startsAtMs).toISOString()} on cannot be followed: ${why}`);
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
  const belowSecondMs = belowSecond(startsAtMs);
  const firstMs = Math.max(fromMs, startsAtMs) - belowSecondMs;
  const endMs = toMs - belowSecondMs;
  if (firstMs >= endMs) return [];
  return rruleOf(rule, startsAtMs, timeZone)
    .between(new Date(Math.ceil(firstMs)), new Date(Math.ceil(endMs)), true)
    .map(({ epochMilliseconds }) => epochMilliseconds)
    .filter((atMs) => atMs >= firstMs && atMs < endMs)
    .map((atMs) => atMs + belowSecondMs);
}

/** The last instant at which a rule comes round; Infinity for a rule without an end. */
export function lastOccurrence(rule: string, startsAtMs: Millis, timeZone: string): Millis {
  const parts = parseRule(rule);
  if (!parts.has('COUNT') && !parts.has('UNTIL')) return Number.POSITIVE_INFINITY;
  const last = rruleOf(rule, startsAtMs, timeZone).previous(new Date(END_OF_TIME_MS), true);
  return last === null ? startsAtMs : last.epochMilliseconds + belowSecond(startsAtMs);
}

function rruleOf(rule: string, startsAtMs: Millis, timeZone: string): RRuleTemporal {
  return new RRuleTemporal({
    rruleString: `RRULE:${rule.toUpperCase()}`,
    dtstart: localTime(startsAtMs, timeZone),
    tzid: timeZone,
    strict: true,
  });
}

/** Rules count in whole seconds: what is below is put back on every occurrence. */
function belowSecond(atMs: Millis): Millis {
  return ((atMs % 1000) + 1000) % 1000;
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
