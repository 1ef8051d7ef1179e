import type { Millis } from '../../../shared/units.js';
import type { ScheduleEntryRecord } from '../store/schedule-store.js';

type Settings = Pick<
  ScheduleEntryRecord,
  'sequenceId' | 'startsAtMs' | 'endsAtMs' | 'loops' | 'repeat' | 'timeZone' | 'priority' | 'when'
>;

/** What an entry plays: a sequence by its name; null is the slate. */
export function contentInWords(sequenceName: string | null): string {
  return sequenceName === null ? 'the slate' : `"${sequenceName}"`;
}

/** An entry in a few words, such as `"Evening" at 2026-06-01T20:00:00.000Z, looping, priority 2`. */
export function entryInWords(sequenceName: string | null, entry: Settings): string {
  const { startsAtMs, endsAtMs, loops, repeat, timeZone, priority, when } = entry;
  return [
    `${contentInWords(sequenceName)} at ${instant(startsAtMs)}`,
    ...(endsAtMs === null ? [] : [`until ${instant(endsAtMs)}`]),
    ...(loops && sequenceName !== null ? ['looping'] : []),
    ...(repeat === null ? [] : [`repeating by ${repeat} in ${timeZone ?? 'UTC'}`]),
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...(Object.keys(when).length === 0 ? [] : [`for ${conditionInWords(when)}`]),
  ].join(', ');
}

/** What an edit made other than it was, such as `priority 0 → 2`. */
export function changeInWords(before: Settings, after: Settings): string {
  const facts: readonly [what: string, inWords: (settings: Settings) => string][] = [
    ['sequence', ({ sequenceId }) => sequenceId ?? 'none: the slate'],
    ['start', ({ startsAtMs }) => instant(startsAtMs)],
    ['end', ({ endsAtMs }) => (endsAtMs === null ? 'none' : instant(endsAtMs))],
    ['looping', ({ loops }) => (loops ? 'yes' : 'no')],
    ['repeat', ({ repeat, timeZone }) => (repeat === null ? 'none' : `${repeat} in ${timeZone ?? 'UTC'}`)],
    ['priority', ({ priority }) => `${priority}`],
    ['audience', ({ when }) => (Object.keys(when).length === 0 ? 'everybody' : conditionInWords(when))],
  ];
  const changes = facts
    .map(([what, inWords]) => ({ what, was: inWords(before), is: inWords(after) }))
    .filter(({ was, is }) => was !== is);
  return changes.map(({ what, was, is }) => `${what} ${was} → ${is}`).join(', ') || 'nothing';
}

/** An entry's settings as the audit keeps them. */
export function settingsOf({ startsAtMs, endsAtMs, loops, ...rest }: Settings): Record<string, unknown> {
  const { sequenceId, repeat, timeZone, priority, when } = rest;
  return { sequenceId, startsAt: startsAtMs, endsAt: endsAtMs, loop: loops, repeat, timeZone, priority, when };
}

function conditionInWords(when: Settings['when']): string {
  return Object.entries(when)
    .map(([name, value]) => `${name}=${value}`)
    .join(' and ');
}

function instant(atMs: Millis): string {
  return new Date(atMs).toISOString();
}
