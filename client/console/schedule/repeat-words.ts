import { REPEATS, WEEKDAYS } from './repeat-choice.js';

const UNITS = new Map([
  ['DAILY', 'day'],
  ['WEEKLY', 'week'],
  ['MONTHLY', 'month'],
  ['YEARLY', 'year'],
]);
const DAYS = new Map<string, string>(WEEKDAYS.map(({ value, label }) => [value, label]));
const UNDERSTOOD = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'COUNT']);

/** How often a rule of RFC 5545 comes back, in words; the rule itself where there are no plain ones. */
export function repeatWords(rule: string): string {
  const common = REPEATS.find(({ value }) => value === rule);
  if (common !== undefined) return common.label.replace(/^Every/, 'every');
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string | undefined]));
  const unit = UNITS.get(parts.get('FREQ') ?? '');
  const days = parts
    .get('BYDAY')
    ?.split(',')
    .map((day) => DAYS.get(day));
  if (unit === undefined || days?.includes(undefined) || [...parts.keys()].some((name) => !UNDERSTOOD.has(name))) {
    return `by the rule ${rule}`;
  }
  const interval = parts.get('INTERVAL') ?? '1';
  const count = parts.get('COUNT');
  return [
    interval === '1' ? `every ${unit}` : `every ${interval} ${unit}s`,
    days && `on ${listText(days as string[])}`,
    count && `${count} times`,
  ]
    .filter(Boolean)
    .join(' ');
}

function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
