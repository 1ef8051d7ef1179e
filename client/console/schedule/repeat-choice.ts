/** How often an entry comes back, as most hosts think of it; `custom` is any other rule of RFC 5545. */
export const REPEATS = [
  { value: '', label: 'Once' },
  { value: 'FREQ=DAILY', label: 'Every day' },
  { value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: 'Monday to Friday' },
  { value: 'FREQ=WEEKLY;BYDAY=SA,SU', label: 'Saturday and Sunday' },
  { value: 'FREQ=WEEKLY', label: 'Every week on this day' },
  { value: 'FREQ=MONTHLY', label: 'Every month on this date' },
  { value: 'custom', label: 'By a rule of my own' },
] as const;

export function isCommonRepeat(rule: string): boolean {
  return REPEATS.some(({ value }) => value === rule && value !== 'custom');
}
