import type { Millis } from '../units.js';
import type { DayNumber } from './calendar.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_DAYS_KEPT = 10_000;
const MOST_CLOCKS_KEPT = 600;
/** Clocks that are changed and changed back are so for a week at the least, as Recife's were in 2000. */
const CALM_DAYS = 4;

/** Local times are milliseconds as if the local clock showed UTC. */
type LocalMillis = number;

/**
 * The clock of an IANA time zone, by the data that the runtime has. Offsets are looked up one by one rather than searched
 * for by steps: a zone may change its clock twice in a month, as Morocco does around Ramadan.
 */
export class LocalClock {
  /** Slow to make, and always the same for the same zone. */
  static readonly #made = new Map<string, LocalClock>();
  readonly #format: Intl.DateTimeFormat;
  /** The offset at the start of a UTC day. */
  readonly #ofDay = new Map<number, Millis>();

  /** @throws RangeError for a time zone that the runtime does not know. */
  static in(timeZone: string): LocalClock {
    const known = LocalClock.#made.get(timeZone);
    if (known !== undefined) return known;
    if (LocalClock.#made.size >= MOST_CLOCKS_KEPT) LocalClock.#made.clear();
    const clock = new LocalClock(timeZone);
    LocalClock.#made.set(timeZone, clock);
    return clock;
  }

  private constructor(timeZone: string) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const time = { hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric, ...time });
  }

  localTimeAt(atMs: Millis): LocalMillis {
    return atMs + this.#offsetAt(atMs);
  }

  /** The clock's offset all through a local day; undefined for a day on which, or near which, it is changed. */
  offsetOn(day: DayNumber): Millis | undefined {
    const last = Math.ceil((day + 2) / CALM_DAYS) * CALM_DAYS;
    let near = Math.floor((day - 1) / CALM_DAYS) * CALM_DAYS;
    const offset = this.#offsetOfDay(near);
    for (; near < last; near += CALM_DAYS) if (this.#offsetOfDay(near + CALM_DAYS) !== offset) return undefined;
    return offset;
  }

  /** The instant at which the clock first shows a time; undefined for a time that it leaves out. */
  instantOf(local: LocalMillis): Millis | undefined {
    const day = Math.floor(local / DAY_MS);
    const before = this.#offsetOfDay(day - 1);
    const after = this.#offsetOfDay(day + 2);
    if (before === after) return local - before;
    // Of a time that comes twice, the greater offset gives the earlier instant.
    const fits = [before, after].sort((a, b) => b - a).find((offset) => this.#offsetAt(local - offset) === offset);
    return fits === undefined ? undefined : local - fits;
  }

  #offsetOfDay(day: number): Millis {
    const known = this.#ofDay.get(day);
    if (known !== undefined) return known;
    if (this.#ofDay.size >= MOST_DAYS_KEPT) this.#ofDay.clear();
    const offset = this.#offsetAt(day * DAY_MS);
    this.#ofDay.set(day, offset);
    return offset;
  }

  #offsetAt(atMs: Millis): Millis {
    const second = Math.floor(atMs / 1000) * 1000;
    const [month, day, year, ...time] = this.#format.format(second).match(/\d+/g)!.map(Number);
    return Date.UTC(year!, month! - 1, day, ...time) - second;
  }
}
