import { expect } from 'chai';
import { checkRecurrence, Recurrence } from '../../../../shared/timeline/recurrence.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The occurrences of 400 days from the start, as ISO 8601 in UTC. */
function occurrences(rule: string, startsAt: string, timeZone: string): string[] {
  const startsAtMs = Date.parse(startsAt);
  return iso(new Recurrence(rule, startsAtMs, timeZone).between(startsAtMs, startsAtMs + 400 * DAY_MS));
}

/** The dates of the occurrences of some years, asked for year by year. */
function datesOf(rule: string, startsAt: string, years: readonly number[]): string[] {
  const recurrence = new Recurrence(rule, Date.parse(startsAt), 'UTC');
  const found = years.flatMap((year) => recurrence.between(Date.UTC(year, 0), Date.UTC(year + 1, 0)));
  return iso(found).map((text) => text.slice(0, 10));
}

function iso(instants: readonly number[]): string[] {
  return instants.map((atMs) => new Date(atMs).toISOString());
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

  it('keeps the weekday of its start where a week of the year is all that it names', () => {
    const rule = 'FREQ=YEARLY;BYWEEKNO=20';
    expect(datesOf(rule, '2026-05-12T12:00:00Z', [2026, 2027, 2028, 2029])).to.deep.equal([
      ...['2026-05-12', '2027-05-18', '2028-05-16', '2029-05-15'],
    ]);
    expect(datesOf(`${rule};COUNT=3`, '2026-05-12T12:00:00Z', [2026, 2027, 2028, 2029])).to.have.lengthOf(3);
  });

  it('comes round on a 53rd Monday in the years that have one', () => {
    const years = Array.from({ length: 12 }, (_, index) => 2026 + index);
    expect(datesOf('FREQ=YEARLY;BYDAY=53MO', '2026-01-01T12:00:00Z', years)).to.deep.equal([
      '2029-12-31',
      '2035-12-31',
    ]);
  });

  it('takes a numbered weekday together with a day of the month', () => {
    const found = datesOf('FREQ=YEARLY;BYDAY=2MO;BYMONTHDAY=12', '2026-01-01T12:00:00Z', [2026, 2027, 2032, 2037]);
    expect(found).to.deep.equal(['2026-01-12', '2032-01-12', '2037-01-12']);
    expect(occurrences('FREQ=MONTHLY;BYDAY=2FR;BYMONTHDAY=13', '2026-01-01T12:00:00Z', 'UTC')).to.deep.equal([
      ...['2026-02-13T12:00:00.000Z', '2026-03-13T12:00:00.000Z', '2026-11-13T12:00:00.000Z'],
    ]);
  });

  it('refuses a zone that is none, and an offset', () => {
    for (const timeZone of ['', 'Europe/Nowhere', '+01:00']) {
      expect(() => checkRecurrence('FREQ=DAILY', 0, timeZone)).to.throw(RangeError, timeZone);
    }
    expect(() => checkRecurrence('FREQ=DAILY', 0, 'Europe/Paris')).to.not.throw();
  });
});
