import type { ScheduleEventData } from '@mantine/schedule';
import type { EntryView, ScheduleView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';
import { conditionText } from '../sequences/condition-text.js';
import { wallTime } from './wall-clock.js';

/** What a calendar event says of the entry it is an occurrence of. */
export interface OccurrencePayload extends Record<string, unknown> {
  readonly entry: EntryView;
  readonly startsAt: Millis;
  readonly endsAt: Millis | null;
}

const DAY_MS = 86_400_000;

/**
 * Every occurrence as a calendar shows it, in the wall-clock time of a zone. What lasts a day and longer, such as a
 * programme that loops for ever, lies behind the rest.
 */
export function calendarEvents(
  schedule: ScheduleView,
  nameOf: (sequenceId: string) => string,
  range: { readonly from: Millis; readonly to: Millis },
  timeZone: string,
): ScheduleEventData<OccurrencePayload>[] {
  return schedule.entries.flatMap((entry) =>
    (entry.occurrences ?? []).map(({ startsAt, endsAt }): ScheduleEventData<OccurrencePayload> => {
      const isLong = endsAt === null || endsAt - startsAt >= DAY_MS;
      return {
        id: `${entry.id}@${startsAt}`,
        title: titleOf(entry, nameOf(entry.sequenceId)),
        start: wallTime(isLong ? Math.max(startsAt, range.from) : startsAt, timeZone),
        end: wallTime(endsAt === null ? range.to : isLong ? Math.min(endsAt, range.to) : endsAt, timeZone),
        color: entry.priority > 0 ? 'grape' : 'mint',
        variant: 'light',
        display: isLong ? 'background' : 'default',
        payload: { entry, startsAt, endsAt },
      };
    }),
  );
}

function titleOf({ loop, repeat, priority, when }: EntryView, name: string): string {
  const marks = [
    loop && 'looping',
    repeat !== null && 'repeating',
    priority !== 0 && `priority ${priority}`,
    conditionText(when),
  ].filter(Boolean);
  return marks.length === 0 ? name : `${name} (${marks.join(', ')})`;
}
