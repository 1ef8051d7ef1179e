/** Days of a local calendar (proleptic Gregorian), counted from 1 January 1970. */
export type DayNumber = number;

export interface CalendarDate {
  readonly year: number;
  /** 1 for January. */
  readonly month: number;
  readonly dayOfMonth: number;
}

const DAYS_OF_400_YEARS = 146_097;
/** Days from 1 March of the year 0 to 1 January 1970. */
const EPOCH_FROM_MARCH = 719_468;

/** The algorithms are Howard Hinnant's ("chrono-compatible low-level date algorithms"): years are counted from March. */
export function dateOf(day: DayNumber): CalendarDate {
  const fromMarch = day + EPOCH_FROM_MARCH;
  const era = Math.floor(fromMarch / DAYS_OF_400_YEARS);
  const dayOfEra = fromMarch - era * DAYS_OF_400_YEARS;
  const leapDays = ((dayOfEra / 1460) | 0) - ((dayOfEra / 36_524) | 0) + ((dayOfEra / 146_096) | 0);
  const yearOfEra = ((dayOfEra - leapDays) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
  const monthFromMarch = ((5 * dayOfYear + 2) / 153) | 0;
  const dayOfMonth = dayOfYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth };
}

/** `month` may lie outside 1 to 12: it then is one of another year. */
export function dayOf(year: number, month: number, dayOfMonth: number): DayNumber {
  const months = year * 12 + month - 3;
  const yearFromMarch = Math.floor(months / 12);
  const monthFromMarch = months - yearFromMarch * 12;
  const era = Math.floor(yearFromMarch / 400);
  const yearOfEra = yearFromMarch - era * 400;
  const dayOfYear = (((153 * monthFromMarch + 2) / 5) | 0) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + (yearOfEra >> 2) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * DAYS_OF_400_YEARS + dayOfEra - EPOCH_FROM_MARCH;
}

/** 0 for Sunday. */
export function weekdayOf(day: DayNumber): number {
  // Day 0 was a Thursday.
  return (((day + 4) % 7) + 7) % 7;
}
