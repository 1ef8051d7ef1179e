import { expect } from 'chai';
import { calendarEvents } from '../../../../../client/console/schedule/calendar-events.js';
import type { ScheduleView } from '../../../../../shared/api/schedule.js';

const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 2, 28);
const range = { from: FROM, to: FROM + 72 * HOUR };

function scheduleOf(occurrences: { startsAt: number; endsAt: number | null }[], rest = {}): ScheduleView {
  const entry = {
    ...{ id: 'e', sequenceId: 's', startsAt: FROM, endsAt: null, loop: false, repeat: null, timeZone: null },
    ...{ priority: 0, when: {}, revision: 1, sequenceRevision: 1, occurrences },
    ...rest,
  };
  return { channel: 'c', version: 1, effectiveAt: 0, fillerMediaId: null, truncated: false, entries: [entry] };
}
const eventsOf = (schedule: ScheduleView, zone = 'UTC') =>
  calendarEvents(schedule, (id) => (id === null ? 'The slate' : 'News'), range, zone);

describe('calendar events', () => {
  it('are in the wall-clock time of the zone, across the day it is changed', () => {
    const evening = Date.UTC(2026, 2, 28, 19);
    const schedule = scheduleOf([
      { startsAt: evening, endsAt: evening + HOUR },
      { startsAt: evening + 23 * HOUR, endsAt: evening + 24 * HOUR },
    ]);
    expect(eventsOf(schedule, 'Europe/Berlin').map(({ start, end }) => [start, end])).to.deep.equal([
      ['2026-03-28 20:00:00', '2026-03-28 21:00:00'],
      ['2026-03-29 20:00:00', '2026-03-29 21:00:00'],
    ]);
  });

  it('are there on every day that is shown where a programme never ends, and lie behind the rest', () => {
    const events = eventsOf(scheduleOf([{ startsAt: FROM - 99 * HOUR, endsAt: null }], { loop: true }));
    expect(events.map(({ start, end }) => [start, end])).to.deep.equal([
      ['2026-03-28 00:00:00', '2026-03-28 23:59:58'],
      ['2026-03-29 00:00:00', '2026-03-29 23:59:58'],
      ['2026-03-30 00:00:00', '2026-03-30 23:59:58'],
    ]);
    for (const event of events) expect(event).to.include({ title: 'News (looping)', display: 'background' });
  });

  it('are cut at midnight, of the zone', () => {
    const late = Date.UTC(2026, 2, 28, 22);
    const events = eventsOf(scheduleOf([{ startsAt: late, endsAt: late + 2 * HOUR }]), 'Europe/Berlin');
    expect(events.map(({ start, end, display }) => [start, end, display])).to.deep.equal([
      ['2026-03-28 23:00:00', '2026-03-28 23:59:58', 'default'],
      ['2026-03-29 00:00:00', '2026-03-29 01:00:00', 'default'],
    ]);
    expect(events.map(({ payload }) => payload)).to.deep.include.members([
      { ...events[0]!.payload, from: late, lengthMs: HOUR, isWhole: false },
      { ...events[1]!.payload, from: late + HOUR, lengthMs: HOUR, isWhole: false },
    ]);
  });

  it('name the slate, which always loops', () => {
    const slate = { sequenceId: null, loop: true, priority: 2 };
    const [event] = eventsOf(scheduleOf([{ startsAt: FROM, endsAt: FROM + HOUR }], slate));
    expect(event!.title).to.equal('The slate (priority 2)');
  });

  it('say whom they are for, and that they come before others', () => {
    const [event] = eventsOf(
      scheduleOf([{ startsAt: FROM, endsAt: FROM + HOUR }], { priority: 5, when: { lang: 'fr' } }),
    );
    expect(event!.title).to.equal('News (priority 5, lang=fr)');
  });

  it('say how often they come back', () => {
    const [event] = eventsOf(scheduleOf([{ startsAt: FROM, endsAt: FROM + HOUR }], { repeat: 'FREQ=DAILY' }));
    expect(event!.title).to.equal('News (every day)');
  });
});
