/**
 * Recurrence rules by brute force, written from RFC 5545, section 3.3.10, for comparison: it tries every day of every
 * period. Wall times are milliseconds as if the local clock showed UTC.
 */
export interface Rule {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly wkst: number;
  /** The weekday, 0 for Sunday, and which one of the month or year; 0 for each. */
  readonly byDay?: readonly { readonly weekday: number; readonly nth: number }[];
  readonly byMonth?: readonly number[];
  readonly byMonthDay?: readonly number[];
  readonly byYearDay?: readonly number[];
  readonly byWeekNo?: readonly number[];
  readonly byHour?: readonly number[];
  readonly byMinute?: readonly number[];
  readonly bySecond?: readonly number[];
  readonly bySetPos?: readonly number[];
  readonly count?: number;
  readonly untilMs?: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The rule as RFC 5545 writes it. */
export function ruleText(rule: Rule): string {
  const list = (name: string, values: readonly unknown[] | undefined) => (values ? [`${name}=${values.join()}`] : []);
  const until =
    rule.untilMs === undefined ? undefined : [new Date(rule.untilMs).toISOString().replace(/[-:]|\.000/g, '')];
  return [
    `FREQ=${rule.freq};INTERVAL=${rule.interval};WKST=${WEEKDAYS[rule.wkst]}`,
    ...list(
      'BYDAY',
      rule.byDay?.map(({ weekday, nth }) => `${nth || ''}${WEEKDAYS[weekday]}`),
    ),
    ...list('BYMONTH', rule.byMonth),
    ...list('BYMONTHDAY', rule.byMonthDay),
    ...list('BYYEARDAY', rule.byYearDay),
    ...list('BYWEEKNO', rule.byWeekNo),
    ...list('BYHOUR', rule.byHour),
    ...list('BYMINUTE', rule.byMinute),
    ...list('BYSECOND', rule.bySecond),
    ...list('BYSETPOS', rule.bySetPos),
    ...list('COUNT', rule.count === undefined ? undefined : [rule.count]),
    ...list('UNTIL', until),
  ].join(';');
}

/** Every occurrence in [fromMs, toMs). */
export function bruteForce(rule: Rule, startsAtMs: number, zone: Zone, fromMs: number, toMs: number): number[] {
  const start = zone.wallAt(startsAtMs);
  const found: number[] = [];
  let counted = 0;
  let period = rule.count === undefined ? periodOf(rule, Math.max(start, fromMs - 2 * DAY_MS)) : periodOf(rule, start);
  const first = periodOf(rule, start);
  for (; periodStart(rule, period) < toMs + 2 * DAY_MS; period += 1) {
    if ((period - first) % rule.interval !== 0) continue;
    for (const atMs of occurrencesOfPeriod(rule, startsAtMs, period, zone)) {
      if (atMs < startsAtMs || (rule.untilMs !== undefined && atMs > rule.untilMs)) continue;
      counted += 1;
      if (rule.count !== undefined && counted > rule.count) return found;
      if (atMs >= fromMs && atMs < toMs) found.push(atMs);
    }
  }
  return found;
}

function occurrencesOfPeriod(rule: Rule, startsAtMs: number, period: number, zone: Zone): number[] {
  const start = zone.wallAt(startsAtMs);
  const walls: number[] = [];
  const end = periodStart(rule, period + 1);
  for (let day = periodStart(rule, period); day < end; day += DAY_MS) {
    if (!isDay(rule, start, day)) continue;
    for (const hour of sorted(rule.byHour) ?? [new Date(start).getUTCHours()]) {
      for (const minute of sorted(rule.byMinute) ?? [new Date(start).getUTCMinutes()]) {
        for (const second of sorted(rule.bySecond) ?? [new Date(start).getUTCSeconds()]) {
          walls.push(day + hour * HOUR_MS + minute * 60_000 + second * 1000);
        }
      }
    }
  }
  const chosen = rule.bySetPos?.map((position) => (position > 0 ? position - 1 : walls.length + position));
  const kept = walls.filter((_, index) => chosen?.includes(index) ?? true);
  return kept.flatMap((wall) => (wall === start ? startsAtMs : (zone.instantOf(wall) ?? [])));
}

function sorted(values: readonly number[] | undefined): readonly number[] | undefined {
  return values && [...new Set(values)].sort((a, b) => a - b);
}

function isDay(rule: Rule, start: number, day: number): boolean {
  const date = new Date(day);
  const first = new Date(start);
  const { freq, byDay, byMonth, byMonthDay, byYearDay, byWeekNo } = rule;
  if (byMonth && !byMonth.includes(date.getUTCMonth() + 1)) return false;
  if (byYearDay && !isCounted(byYearDay, day, yearStart(day), yearEnd(day))) return false;
  if (byWeekNo && !isOfWeek(byWeekNo, day, rule.wkst)) return false;
  if (byMonthDay && !isCounted(byMonthDay, day, monthStart(day), monthEnd(day))) return false;
  if (byDay) {
    const ofMonth = freq === 'MONTHLY' || (freq === 'YEARLY' && byMonth !== undefined);
    const [from, to] = ofMonth ? [monthStart(day), monthEnd(day)] : [yearStart(day), yearEnd(day)];
    const [nth, nthLast] = [
      Math.floor((day - from) / (7 * DAY_MS)) + 1,
      -Math.floor((to - DAY_MS - day) / (7 * DAY_MS)) - 1,
    ];
    const fits = byDay.filter(({ weekday }) => weekday === date.getUTCDay());
    if (!fits.some((each) => each.nth === 0 || each.nth === nth || each.nth === nthLast)) return false;
  }
  if (byDay || byMonthDay || byYearDay || freq === 'DAILY') return true;
  if (freq === 'WEEKLY' || byWeekNo) return date.getUTCDay() === first.getUTCDay();
  const isMonth = freq === 'MONTHLY' || byMonth !== undefined || date.getUTCMonth() === first.getUTCMonth();
  return isMonth && date.getUTCDate() === first.getUTCDate();
}

function isCounted(numbers: readonly number[], day: number, from: number, to: number): boolean {
  return numbers.includes((day - from) / DAY_MS + 1) || numbers.includes((day - to) / DAY_MS);
}

/** A week belongs to the year that has its fourth day, and with it most of its days. */
function isOfWeek(numbers: readonly number[], day: number, wkst: number): boolean {
  const middle = day + (3 - ((new Date(day).getUTCDay() - wkst + 7) % 7)) * DAY_MS;
  const before = Math.floor((middle - yearStart(middle)) / (7 * DAY_MS));
  const after = Math.floor((yearEnd(middle) - DAY_MS - middle) / (7 * DAY_MS));
  return numbers.includes(before + 1) || numbers.includes(-after - 1);
}

function periodOf({ freq, wkst }: Rule, wall: number): number {
  const day = Math.floor(wall / DAY_MS);
  const date = new Date(wall);
  if (freq === 'DAILY') return day;
  // Day 0 was a Thursday.
  if (freq === 'WEEKLY') return Math.floor((day + 4 - wkst) / 7);
  return freq === 'MONTHLY' ? date.getUTCFullYear() * 12 + date.getUTCMonth() : date.getUTCFullYear();
}

function periodStart({ freq, wkst }: Rule, period: number): number {
  if (freq === 'DAILY') return period * DAY_MS;
  if (freq === 'WEEKLY') return (period * 7 - 4 + wkst) * DAY_MS;
  return freq === 'MONTHLY' ? Date.UTC(1970, period - 1970 * 12) : Date.UTC(period, 0);
}

const yearStart = (day: number) => Date.UTC(new Date(day).getUTCFullYear(), 0);
const yearEnd = (day: number) => Date.UTC(new Date(day).getUTCFullYear() + 1, 0);
const monthStart = (day: number) => Date.UTC(new Date(day).getUTCFullYear(), new Date(day).getUTCMonth());
const monthEnd = (day: number) => Date.UTC(new Date(day).getUTCFullYear(), new Date(day).getUTCMonth() + 1);

/** A time zone, as Intl knows it. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(name: string) {
    this.name = name;
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', ...numeric });
  }

  wallAt(atMs: number): number {
    return atMs + this.#offsetAt(atMs);
  }

  /** The instant at which a local clock first shows a time; undefined for a time that it leaves out. */
  instantOf(wall: number): number | undefined {
    const offsets = [wall - DAY_MS, wall + DAY_MS].map((atMs) => this.#offsetAt(atMs));
    // The earlier of two instants has the greater offset.
    const offset = offsets.sort((a, b) => b - a).find((each) => this.#offsetAt(wall - each) === each);
    return offset === undefined ? undefined : wall - offset;
  }

  /** The instants in [fromMs, toMs) at which the local clock is put forward or back. */
  changes(fromMs: number, toMs: number): number[] {
    const changes: number[] = [];
    for (let atMs = fromMs; atMs < toMs; atMs += DAY_MS) {
      let [before, after] = [atMs, atMs + DAY_MS];
      if (this.#offsetAt(before) === this.#offsetAt(after)) continue;
      while (after - before > 60_000) {
        const middle = Math.floor((before + after) / 120_000) * 60_000;
        if (this.#offsetAt(middle) === this.#offsetAt(before)) before = middle;
        else after = middle;
      }
      changes.push(after);
    }
    return changes;
  }

  /** Clocks change on the quarter hour. */
  #offsetAt(atMs: number): number {
    const quarterMs = Math.floor(atMs / 900_000) * 900_000;
    let offset = this.#offsets.get(quarterMs);
    if (offset === undefined) {
      const [month, day, year, hour, minute] = this.#format.format(quarterMs).match(/\d+/g)!.map(Number);
      offset = Date.UTC(year!, month! - 1, day!, hour, minute) - quarterMs;
      this.#offsets.set(quarterMs, offset);
    }
    return offset;
  }
}
