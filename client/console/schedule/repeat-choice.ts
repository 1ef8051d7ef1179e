/** How often an entry comes back, as most hosts think of it; `custom` is any other rule of RFC 5545. */
export const REPEATS = [
  { value: '', label: 'Once' },
  { value: 'FREQ=DAILY', label: 'Every day' },
  { value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: 'Monday to Friday' },
  { value: 'FREQ=WEEKLY;BYDAY=SA,SU', label: 'Saturday and Sunday' },
  { value: 'days', label: 'On some days of the week' },
  { value: 'FREQ=WEEKLY', label: 'Every week on this day' },
  { value: 'FREQ=MONTHLY', label: 'Every month on this date' },
  { value: 'custom', label: 'By a rule of my own' },
] as const;

/** As rules call them, and as people do. */
export const WEEKDAYS = [
  { value: 'MO', label: 'Monday' },
  { value: 'TU', label: 'Tuesday' },
  { value: 'WE', label: 'Wednesday' },
  { value: 'TH', label: 'Thursday' },
  { value: 'FR', label: 'Friday' },
  { value: 'SA', label: 'Saturday' },
  { value: 'SU', label: 'Sunday' },
] as const;

const ON_DAYS = 'FREQ=WEEKLY;BYDAY=';

export interface RepeatChoice {
  /** A value of {@link REPEATS}. */
  readonly repeat: string;
  /** Meant by `days` alone. */
  readonly days: readonly string[];
  /** Meant by `custom` alone. */
  readonly rule: string;
}

export function repeatChoice(rule: string | null): RepeatChoice {
  const choice = { repeat: rule ?? '', days: [], rule: rule ?? '' };
  if (REPEATS.some(({ value }) => value === choice.repeat)) return choice;
  const days = choice.rule.startsWith(ON_DAYS) ? choice.rule.slice(ON_DAYS.length).split(',') : [];
  const isPlain = days.length > 0 && days.every((day) => WEEKDAYS.some(({ value }) => value === day));
  return isPlain ? { ...choice, repeat: 'days', days } : { ...choice, repeat: 'custom' };
}

/** Null: it does not come back. */
export function ruleOf({ repeat, days, rule }: RepeatChoice): string | null {
  if (repeat === 'custom') return rule.trim();
  if (repeat !== 'days') return repeat || null;
  const inOrder = WEEKDAYS.filter(({ value }) => days.includes(value)).map(({ value }) => value);
  return `${ON_DAYS}${inOrder.join(',')}`;
}
