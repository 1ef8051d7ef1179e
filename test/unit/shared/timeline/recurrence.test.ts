import { expect } from 'chai';
import { checkRecurrence, occurrencesBetween } from '../../../../shared/timeline/recurrence.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The occurrences of 400 days from the start, as ISO 8601 in UTC. */
function occurrences(rule: string, startsAt: string, timeZone: string): string[] {
  const startsAtMs = Date.parse(startsAt);
  const found = occurrencesBetween(rule, startsAtMs, timeZone, startsAtMs, startsAtMs + 400 * DAY_MS);
  return found.map((atMs) => new Date(atMs).toISOString());
}

describe('recurrence', () => {
  it('keeps the local time when daylight saving starts and ends', () => {
    expect(occurrences('FREQ=DAILY;COUNT=3', '2026-03-28T19:00:00Z', 'Europe/Paris')).to.deep.equal([
      '2026-03-28T19:00:00.000Z',
      '2026-03-29T18:00:00.000Z',
      '2026-03-30T18:00:00.000Z',
    ]);
    expect(occurrences('FREQ=WEEKLY;COUNT=2', '2026-10-31T23:30:00Z', 'America/New_York')).to.deep.equal([
      '2026-10-31T23:30:00.000Z',
      '2026-11-08T00:30:00.000Z',
    ]);
  });

  it('passes over a local time that a day does not have, and does not count it', () => {
    expect(occurrences('FREQ=DAILY;COUNT=3', '2026-03-28T01:30:00Z', 'Europe/Paris')).to.deep.equal([
      '2026-03-28T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
  });

  it('takes the first of a local time that a day has twice', () => {
    expect(occurrences('FREQ=DAILY;COUNT=3', '2026-10-24T00:30:00Z', 'Europe/Paris')).to.deep.equal([
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('ends with UNTIL, that instant included', () => {
    expect(occurrences('FREQ=DAILY;UNTIL=20260103T120000Z', '2026-01-01T12:00:00Z', 'UTC')).to.have.lengthOf(3);
    expect(occurrences('FREQ=DAILY;UNTIL=20260103T115959Z', '2026-01-01T12:00:00Z', 'UTC')).to.have.lengthOf(2);
  });

  it('leaves out a start that does not fit its rule', () => {
    expect(occurrences('FREQ=WEEKLY;BYDAY=MO;COUNT=1', '2026-01-01T12:00:00Z', 'UTC')).to.deep.equal([
      '2026-01-05T12:00:00.000Z',
    ]);
  });

  it('keeps what a start has below the second', () => {
    expect(occurrences('FREQ=DAILY;COUNT=2', '2026-01-01T12:00:00.250Z', 'UTC')).to.deep.equal([
      '2026-01-01T12:00:00.250Z',
      '2026-01-02T12:00:00.250Z',
    ]);
  });

  it('gives nothing for a date that no year has', () => {
    expect(occurrences('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01T12:00:00Z', 'UTC')).to.deep.equal([]);
  });

  it('refuses a zone that is none, and an offset', () => {
    for (const timeZone of ['', 'Europe/Nowhere', '+01:00']) {
      expect(() => checkRecurrence('FREQ=DAILY', 0, timeZone)).to.throw(RangeError, timeZone);
    }
    expect(() => checkRecurrence('FREQ=DAILY', 0, 'Europe/Paris')).to.not.throw();
  });
});
