import { expect } from 'chai';
import fc from 'fast-check';
import type { OccurrenceEvent } from '../../../../../client/console/schedule/calendar-events.js';
import { movedEntry, resizedEntry } from '../../../../../client/console/schedule/dragged-edit.js';
import { instantOf, wallTime } from '../../../../../client/console/schedule/wall-clock.js';
import type { EntryView } from '../../../../../shared/api/schedule.js';
import { LocalClock } from '../../../../../shared/timeline/local-time.js';
import { Recurrence } from '../../../../../shared/timeline/recurrence.js';

const HOUR = 3_600_000;
const FIRST = Date.UTC(2026, 2, 1, 9);
/** Of a programme that is on daily from nine to ten since the first of March, in UTC, on the fifth. */
const EVENT = {
  start: '2026-03-05 09:00:00',
  end: '2026-03-05 10:00:00',
  payload: {
    ...{ entry: { startsAt: FIRST, endsAt: FIRST + HOUR, repeat: 'FREQ=DAILY' } as EntryView, from: FIRST + 96 * HOUR },
    ...{ lengthMs: HOUR, isWhole: true },
  },
} as OccurrenceEvent;
const endless = {
  ...EVENT,
  payload: { ...EVENT.payload!, entry: { startsAt: FIRST, endsAt: null, repeat: 'FREQ=DAILY' } as EntryView },
};

describe('an entry that is dragged', () => {
  it('is moved by as much as the occurrence that was moved, with its end', () => {
    const dragged = { event: EVENT, newStart: '2026-03-05 11:30:00', newEnd: '2026-03-05 12:30:00' };
    expect(movedEntry(dragged, 'UTC')).to.deep.equal({
      edit: { startsAt: FIRST + 2.5 * HOUR, endsAt: FIRST + 3.5 * HOUR },
    });
  });

  it('ends with its sequence still when it did before', () => {
    const dragged = { event: endless, newStart: '2026-03-04 09:00:00', newEnd: '2026-03-04 10:00:00' };
    expect(movedEntry(dragged, 'UTC')).to.deep.equal({ edit: { startsAt: FIRST - 24 * HOUR } });
  });

  it('changes at the edge that was dragged alone', () => {
    const earlier = { event: EVENT, newStart: '2026-03-05 08:00:00', newEnd: EVENT.end as string };
    expect(resizedEntry(earlier, 'UTC')).to.deep.equal({ edit: { startsAt: FIRST - HOUR } });
    const longer = { event: endless, newStart: EVENT.start as string, newEnd: '2026-03-05 12:00:00' };
    expect(resizedEntry(longer, 'UTC')).to.deep.equal({ edit: { endsAt: FIRST + 3 * HOUR } });
  });

  describe('of a series that goes on over a change of the clock', () => {
    const ZONE = 'Europe/Berlin';
    /** Eight in the evening, in winter. */
    const START = Date.UTC(2026, 0, 9, 19);
    const series = (repeat: string, from: number, timeZone = ZONE) =>
      ({
        ...{ start: wallTime(from, ZONE), end: wallTime(from + HOUR, ZONE) },
        payload: {
          ...{ entry: { startsAt: START, endsAt: START + HOUR, repeat, timeZone } as EntryView, from },
          ...{ lengthMs: HOUR, isWhole: true },
        },
      }) as OccurrenceEvent;
    const JULY = Date.UTC(2026, 6, 10, 18);

    it('keeps its time of day when it is moved by days, and takes the new one when it is moved by hours', () => {
      const friday = series('FREQ=WEEKLY', Date.UTC(2026, 2, 27, 19));
      const overTheChange = { event: friday, newStart: '2026-03-30 20:00:00', newEnd: '2026-03-30 21:00:00' };
      const startsAt = START + 72 * HOUR;
      expect(movedEntry(overTheChange, ZONE)).to.deep.equal({ edit: { startsAt, endsAt: startsAt + HOUR } });
      const inSummer = {
        event: series('FREQ=DAILY', JULY),
        newStart: '2026-07-10 21:30:00',
        newEnd: '2026-07-10 22:30:00',
      };
      expect(movedEntry(inSummer, ZONE)).to.deep.equal({
        edit: { startsAt: START + 1.5 * HOUR, endsAt: START + 2.5 * HOUR },
      });
    });

    it('takes its weekdays along, and the time that it ends', () => {
      const event = series('FREQ=WEEKLY;BYDAY=FR;UNTIL=20260831T180000Z', JULY);
      expect(movedEntry({ event, newStart: '2026-07-13 20:00:00', newEnd: '2026-07-13 21:00:00' }, ZONE)).to.deep.equal(
        {
          edit: {
            ...{ startsAt: START + 72 * HOUR, endsAt: START + 73 * HOUR },
            repeat: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20260903T180000Z',
          },
        },
      );
      const earlier = { event, newStart: '2026-07-10 19:00:00', newEnd: event.end as string };
      expect(resizedEntry(earlier, ZONE)).to.deep.equal({
        edit: { startsAt: START - HOUR, repeat: 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20260831T170000Z' },
      });
    });

    it('is not moved where no rule would say that, or to a time that its first day has not got', () => {
      const secondFriday = series('FREQ=MONTHLY;BYDAY=2FR', JULY);
      const toMonday = { event: secondFriday, newStart: '2026-07-13 20:00:00', newEnd: '2026-07-13 21:00:00' };
      expect(movedEntry(toMonday, ZONE)).to.have.property('refusal').that.includes('change the rule');
      const start = Date.UTC(2026, 2, 29, 10);
      const noon = series('FREQ=DAILY', JULY - 8 * HOUR);
      const event = { ...noon, payload: { ...noon.payload!, entry: { ...noon.payload!.entry, startsAt: start } } };
      const toHalfPastTwo = { event, newStart: '2026-07-10 02:30:00', newEnd: '2026-07-10 03:30:00' };
      expect(movedEntry(toHalfPastTwo, ZONE)).to.have.property('refusal').that.includes('clocks go forward');
    });

    it('goes by the clock that it repeats by, whichever the calendar shows', () => {
      const zones = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', ZONE);
      const quarters = fc.integer({ min: -40 * 96, max: 40 * 96 });
      fc.assert(
        fc.property(zones, zones, fc.integer({ min: 0, max: 400 }), quarters, (own, shown, days, byQuarters) => {
          const clock = LocalClock.in(own);
          const from = new Recurrence('FREQ=DAILY', START, own).between(
            START + days * 24 * HOUR,
            START + (days + 3) * 24 * HOUR,
          )[0]!;
          const to = wallTime(from + byQuarters * 15 * 60_000, shown);
          const event = series('FREQ=DAILY', from, own);
          const outcome = movedEntry({ event, newStart: to, newEnd: to }, shown);
          if ('refusal' in outcome) return;
          const { startsAt } = outcome.edit as { startsAt: number };
          const target = instantOf(to, shown);
          // Of an hour that comes twice, a rule means the first.
          if (clock.instantOf(clock.localTimeAt(target)) !== target) return;
          const timeOfDay = (at: number) => clock.localTimeAt(at) % (24 * HOUR);
          expect(timeOfDay(startsAt)).to.equal(timeOfDay(target));
          const moved = new Recurrence('FREQ=DAILY', startsAt, own).between(target - 1000, target + 1000);
          expect(moved, 'it is on where it was dragged to').to.deep.equal([target]);
        }),
        { numRuns: 300 },
      );
    });
  });
});
