import { expect } from 'chai';
import type { OccurrenceEvent } from '../../../../../client/console/schedule/calendar-events.js';
import { movedEntry, resizedEntry } from '../../../../../client/console/schedule/dragged-edit.js';
import type { EntryView } from '../../../../../shared/api/schedule.js';

const HOUR = 3_600_000;
const FIRST = Date.UTC(2026, 2, 1, 9);
/** Of a programme that is on daily from nine to ten since the first of March, in UTC, on the fifth. */
const EVENT = {
  start: '2026-03-05 09:00:00',
  end: '2026-03-05 10:00:00',
  payload: {
    ...{ entry: { startsAt: FIRST, endsAt: FIRST + HOUR } as EntryView, from: FIRST + 96 * HOUR },
    ...{ lengthMs: HOUR, isWhole: true },
  },
} as OccurrenceEvent;
const endless = { ...EVENT, payload: { ...EVENT.payload!, entry: { startsAt: FIRST, endsAt: null } as EntryView } };

describe('an entry that is dragged', () => {
  it('is moved by as much as the occurrence that was moved, with its end', () => {
    const dragged = { event: EVENT, newStart: '2026-03-05 11:30:00', newEnd: '2026-03-05 12:30:00' };
    expect(movedEntry(dragged, 'UTC')).to.deep.equal({ startsAt: FIRST + 2.5 * HOUR, endsAt: FIRST + 3.5 * HOUR });
  });

  it('ends with its sequence still when it did before', () => {
    const dragged = { event: endless, newStart: '2026-03-04 09:00:00', newEnd: '2026-03-04 10:00:00' };
    expect(movedEntry(dragged, 'UTC')).to.deep.equal({ startsAt: FIRST - 24 * HOUR });
  });

  it('changes at the edge that was dragged alone', () => {
    const earlier = { event: EVENT, newStart: '2026-03-05 08:00:00', newEnd: EVENT.end as string };
    expect(resizedEntry(earlier, 'UTC')).to.deep.equal({ startsAt: FIRST - HOUR });
    const longer = { event: endless, newStart: EVENT.start as string, newEnd: '2026-03-05 12:00:00' };
    expect(resizedEntry(longer, 'UTC')).to.deep.equal({ endsAt: FIRST + 3 * HOUR });
  });
});
