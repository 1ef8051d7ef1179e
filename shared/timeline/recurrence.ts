import type { Millis } from '../units.js';
import type { DayNumber } from './calendar.js';
import { LocalClock } from './local-time.js';
import { checkReach, untilMs } from './recurrence-reach.js';
import { parseRule, type RuleParts } from './recurrence-rule.js';
import { RuleDays } from './rule-days.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A rule that has not come round a century after its start is refused, and counting is given up there. */
const LONGEST_WAIT_MS = 100 * 366 * DAY_MS;

/**
 * Checks a recurrence rule (the value of an RFC 5545 RRULE) and the IANA time zone it is meant in.
 * @throws RangeError that says what is wrong and what is allowed.
 */
export function checkRecurrence(rule: string, startsAtMs: Millis, timeZone: string): void {
  const parts = parseRule(rule);
  checkTimeZone(timeZone);
  checkReach(parts);
  if (!new Recurrence(rule, startsAtMs, timeZone).comesRound()) {
    throw new RangeError(`the rule "${rule}" does not come round from ${new Date(startsAtMs).toISOString()} on`);
  }
}

/**
 * A recurrence rule from a start on. The start's local time in the zone is kept across daylight-saving changes; a local
 * time that a day does not have is passed over and not counted (RFC 5545, section 3.3.10), of one that it has twice the
 * first counts (section 3.3.5). The start itself counts when it fits the rule. BYSETPOS counts local times, those that a
 * day does not have among them.
 *
 * Nothing is kept of what was asked before, and a question costs as much as the periods that it touches: a rule of
 * years is looked at a year at a time, one of days day by day.
 */
export class Recurrence {
  /** The most that one day can have. */
  readonly mostADay: number;
  readonly #clock: LocalClock;
  readonly #parts: RuleParts;
  readonly #days: RuleDays;
  /** From the start of a local day, ascending. */
  readonly #times: readonly Millis[];
  readonly #positions: readonly number[] | undefined;
  readonly #startsAtMs: Millis;
  /** Rules count in whole seconds: what a start has below is put back on every occurrence. */
  readonly #belowSecondMs: Millis;
  readonly #startLocal: Millis;
  readonly #startDay: DayNumber;
  #lastMs: Millis | undefined;

  /** @throws RangeError for a rule that cannot be followed, or an unknown time zone. */
  constructor(rule: string, startsAtMs: Millis, timeZone: string) {
    this.#parts = parseRule(rule);
    this.#clock = LocalClock.in(timeZone);
    this.#belowSecondMs = ((startsAtMs % 1000) + 1000) % 1000;
    this.#startsAtMs = startsAtMs - this.#belowSecondMs;
    this.#startLocal = this.#clock.localTimeAt(this.#startsAtMs);
    this.#startDay = Math.floor(this.#startLocal / DAY_MS);
    this.#days = new RuleDays(this.#parts, this.#startDay);
    this.#times = timesOfDay(this.#parts, this.#startLocal - this.#startDay * DAY_MS);
    this.#positions = this.#parts.get('BYSETPOS')?.map(Number);
    this.mostADay = this.#times.length;
  }

  /** @see RuleDays.cycleDays */
  get cycleDays(): number {
    return this.#days.cycleDays;
  }

  /** When it comes round for the last time, if ever; Infinity for a rule without an end. */
  get lastMs(): Millis {
    this.#lastMs ??= this.#findLast() + this.#belowSecondMs;
    return this.#lastMs;
  }

  /** The occurrences in [fromMs, toMs), ascending. */
  between(fromMs: Millis, toMs: Millis): Millis[] {
    const found: Millis[] = [];
    const until = this.lastMs;
    const [firstMs, endMs] = [Math.max(fromMs, this.#startsAtMs), Math.min(toMs, until + 1)];
    if (!(firstMs < endMs)) return found;
    const [[fromDay], [, toDay]] = [this.#localDays(firstMs), this.#localDays(endMs)];
    const firstPeriod = Math.max(0, this.#days.periodAt(fromDay));
    for (let period = firstPeriod; this.#days.startOf(period) <= toDay; period += 1) {
      for (const atMs of this.#inPeriod(period, fromDay, toDay)) {
        if (atMs + this.#belowSecondMs >= firstMs && atMs + this.#belowSecondMs < endMs) {
          found.push(atMs + this.#belowSecondMs);
        }
      }
    }
    return found;
  }

  /** The last occurrence before an instant. */
  lastBefore(toMs: Millis): Millis | undefined {
    const endMs = Math.min(toMs, this.lastMs + 1);
    if (!(endMs > this.#startsAtMs)) return undefined;
    const [, toDay] = this.#localDays(endMs);
    for (let period = this.#days.periodAt(toDay); period >= 0; period -= 1) {
      const days = this.#days.daysOf(period);
      for (let index = days.length - 1; index >= 0; index -= 1) {
        const day = days[index]!;
        if (day > toDay) continue;
        const last = this.#inPeriod(period, day, day).findLast((atMs) => atMs + this.#belowSecondMs < endMs);
        if (last !== undefined) return last + this.#belowSecondMs;
      }
    }
    return undefined;
  }

  comesRound(): boolean {
    const [first] = this.#fromStart().next().value ?? [];
    return first !== undefined && first + this.#belowSecondMs <= this.lastMs;
  }

  /** The local days, from the first to the last, that an instant may lie in. */
  #localDays(atMs: Millis): readonly [DayNumber, DayNumber] {
    const day = Math.floor(atMs / DAY_MS);
    const offset = this.#clock.offsetOn(day);
    // No zone is a day or more from UTC.
    if (offset === undefined) return [day - 1, day + 1];
    const localDay = Math.floor((atMs + offset) / DAY_MS);
    return [localDay, localDay];
  }

  /** What the periods of the first century give, those that give something. */
  *#fromStart(): Generator<readonly Millis[], undefined> {
    const endDay = Math.floor((this.#startsAtMs + LONGEST_WAIT_MS) / DAY_MS);
    for (let period = 0; this.#days.startOf(period) <= endDay; period += 1) {
      const found = this.#inPeriod(period, this.#startDay, endDay);
      if (found.length > 0) yield found;
    }
  }

  /** The instants, from the start on, on those local days in [fromDay, toDay] that belong to a period. */
  #inPeriod(period: number, fromDay: DayNumber, toDay: DayNumber): Millis[] {
    const days = this.#days.daysOf(period);
    const found: Millis[] = [];
    if (this.#positions !== undefined) {
      for (const local of this.#chosenOf(days)) {
        const day = Math.floor(local / DAY_MS);
        if (day >= fromDay && day <= toDay) this.#add(found, local, this.#clock.offsetOn(day));
      }
      return found;
    }
    for (const day of days) {
      if (day < fromDay || day > toDay) continue;
      const offset = this.#clock.offsetOn(day);
      for (const time of this.#times) this.#add(found, day * DAY_MS + time, offset);
    }
    return found;
  }

  /** What BYSETPOS leaves of the local times of some days. */
  #chosenOf(days: readonly DayNumber[]): Millis[] {
    const perDay = this.#times.length;
    const all = days.length * perDay;
    const indexes = this.#positions!.map((position) => (position > 0 ? position - 1 : all + position));
    return [...new Set(indexes)]
      .filter((index) => index >= 0 && index < all)
      .sort((a, b) => a - b)
      .map((index) => days[Math.floor(index / perDay)]! * DAY_MS + this.#times[index % perDay]!);
  }

  #add(found: Millis[], local: Millis, offset: Millis | undefined): void {
    // The start is an instant, be it in the second pass of a repeated hour.
    if (local === this.#startLocal) {
      found.push(this.#startsAtMs);
      return;
    }
    const atMs = offset === undefined ? this.#clock.instantOf(local) : local - offset;
    if (atMs !== undefined && atMs >= this.#startsAtMs) found.push(atMs);
  }

  #findLast(): Millis {
    const until = this.#parts.get('UNTIL')?.[0];
    if (until !== undefined) return untilMs(until);
    const count = this.#parts.get('COUNT')?.[0];
    if (count === undefined) return Number.POSITIVE_INFINITY;
    let left = Number(count);
    let last = Number.NEGATIVE_INFINITY;
    for (const found of this.#fromStart()) {
      last = found[Math.min(left, found.length) - 1]!;
      left -= found.length;
      if (left <= 0) break;
    }
    return last;
  }
}

function timesOfDay(parts: RuleParts, ofStart: Millis): Millis[] {
  const start = new Date(ofStart);
  const values = (name: string, implied: number) => parts.get(name)?.map(Number) ?? [implied];
  const times = values('BYHOUR', start.getUTCHours()).flatMap((hour) =>
    values('BYMINUTE', start.getUTCMinutes()).flatMap((minute) =>
      values('BYSECOND', start.getUTCSeconds()).map((second) => ((hour * 60 + minute) * 60 + second) * 1000),
    ),
  );
  return [...new Set(times)].sort((a, b) => a - b);
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
