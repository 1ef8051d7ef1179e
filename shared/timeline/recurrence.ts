import { RRuleTemporal } from 'rrule-temporal';
import type { Millis } from '../units.js';
import { LocalClock } from './local-time.js';
import { parseRule, type RuleParts } from './recurrence-rule.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 366 * DAY_MS;
/** The library tries so many days at a time, and not many more. */
const LONGEST_QUERY_MS = 16 * YEAR_MS;
/** A rule that a host can mean comes round by then: the rarest dates do so every 40 years. */
const LONGEST_PAUSE_MS = 41 * YEAR_MS;
/** Counting is given up a century on. */
const LONGEST_COUNT_MS = 100 * YEAR_MS;

/**
 * Checks a recurrence rule (the value of an RFC 5545 RRULE) and the IANA time zone it is meant in.
 * @throws RangeError that says what is wrong and what is allowed.
 */
export function checkRecurrence(rule: string, startsAtMs: Millis, timeZone: string): void {
  parseRule(rule);
  checkTimeZone(timeZone);
  if (!new Recurrence(rule, startsAtMs, timeZone).comesRound()) {
    throw new RangeError(`the rule "${rule}" does not come round from ${new Date(startsAtMs).toISOString()} on`);
  }
}

/**
 * The instants in [fromMs, toMs) at which a recurrence rule comes round, ascending and none before its start.
 * @see Recurrence
 */
export function occurrencesBetween(
  rule: string,
  startsAtMs: Millis,
  timeZone: string,
  fromMs: Millis,
  toMs: Millis,
): Millis[] {
  return new Recurrence(rule, startsAtMs, timeZone).between(fromMs, toMs);
}

/**
 * A recurrence rule from a start on. The start's local time in the zone is kept across daylight-saving changes; a local
 * time that a day does not have is passed over and not counted (RFC 5545, section 3.3.10), of one that it has twice the
 * first counts (section 3.3.5). The start itself counts when it fits the rule.
 *
 * The library is asked for local times alone, without a time zone, without COUNT and UNTIL.
 */
export class Recurrence {
  readonly #clock: LocalClock;
  readonly #rrule: RRuleTemporal;
  readonly #parts: RuleParts;
  readonly #startsAtMs: Millis;
  /** Rules count in whole seconds: what a start has below is put back on every occurrence. */
  readonly #belowSecondMs: Millis;
  readonly #startLocal: Millis;
  #lastMs: Millis | undefined;

  /** @throws RangeError for a rule that cannot be followed, or an unknown time zone. */
  constructor(rule: string, startsAtMs: Millis, timeZone: string) {
    this.#parts = parseRule(rule);
    this.#clock = LocalClock.in(timeZone);
    this.#belowSecondMs = ((startsAtMs % 1000) + 1000) % 1000;
    this.#startsAtMs = startsAtMs - this.#belowSecondMs;
    this.#startLocal = this.#clock.localTimeAt(this.#startsAtMs);
    const endless = [...this.#parts].filter(([name]) => name !== 'COUNT' && name !== 'UNTIL');
    this.#rrule = new RRuleTemporal({
      rruleString: `RRULE:${endless.map(([name, values]) => `${name}=${values.join()}`).join(';')}`,
      dtstart: { timeZoneId: 'UTC', toString: () => `${new Date(this.#startLocal).toISOString().slice(0, -5)}Z[UTC]` },
      tzid: 'UTC',
      strict: true,
    });
  }

  /** When it comes round for the last time, if ever; Infinity for a rule without an end. */
  get lastMs(): Millis {
    this.#lastMs ??= this.#findLast() + this.#belowSecondMs;
    return this.#lastMs;
  }

  /** The occurrences in [fromMs, toMs), ascending. */
  between(fromMs: Millis, toMs: Millis): Millis[] {
    const until = this.lastMs - this.#belowSecondMs;
    return this.#endlessBetween(fromMs - this.#belowSecondMs, toMs - this.#belowSecondMs)
      .filter((atMs) => atMs <= until)
      .map((atMs) => atMs + this.#belowSecondMs);
  }

  comesRound(): boolean {
    for (let spanMs = YEAR_MS; spanMs < 2 * LONGEST_PAUSE_MS; spanMs *= 2) {
      if (this.between(this.#startsAtMs, this.#startsAtMs + spanMs).length > 0) return true;
    }
    return false;
  }

  #endlessBetween(fromMs: Millis, toMs: Millis): Millis[] {
    const firstMs = Math.max(fromMs, this.#startsAtMs);
    if (firstMs >= toMs) return [];
    if (toMs - firstMs > LONGEST_QUERY_MS) {
      const middleMs = firstMs + LONGEST_QUERY_MS;
      return [...this.#endlessBetween(firstMs, middleMs), ...this.#endlessBetween(middleMs, toMs)];
    }
    return this.#rrule
      .between(new Date(firstMs - DAY_MS), new Date(toMs + DAY_MS), true)
      .map(({ epochMilliseconds: local }) =>
        // The start is an instant, be it in the second pass of a repeated hour.
        local === this.#startLocal ? this.#startsAtMs : this.#clock.instantOf(local),
      )
      .filter((atMs) => atMs !== undefined)
      .filter((atMs) => atMs >= firstMs && atMs < toMs);
  }

  #findLast(): Millis {
    const until = this.#parts.get('UNTIL')?.[0];
    if (until !== undefined) return Date.parse(until.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
    const count = this.#parts.get('COUNT')?.[0];
    if (count === undefined) return Number.POSITIVE_INFINITY;
    const endMs = this.#startsAtMs + LONGEST_COUNT_MS;
    let left = Number(count);
    let last = Number.NEGATIVE_INFINITY;
    for (let [fromMs, spanMs] = [this.#startsAtMs, YEAR_MS]; left > 0 && fromMs < endMs; spanMs *= 2) {
      const found = this.#endlessBetween(fromMs, fromMs + spanMs).slice(0, left);
      left -= found.length;
      last = found.at(-1) ?? last;
      fromMs += spanMs;
    }
    return last;
  }
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
