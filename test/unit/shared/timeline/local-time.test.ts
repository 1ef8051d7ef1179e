import { expect } from 'chai';
import { LocalClock } from '../../../../shared/timeline/local-time.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const iso = (atMs: number | undefined) => (atMs === undefined ? undefined : new Date(atMs).toISOString().slice(0, 16));
const instantOf = (timeZone: string, local: string) => iso(LocalClock.in(timeZone).instantOf(Date.parse(`${local}Z`)));

describe('local clock', () => {
  it('leaves out the hour that it skips, and shows the repeated hour first', () => {
    expect(instantOf('Europe/Paris', '2026-03-29T01:59')).to.equal('2026-03-29T00:59');
    expect(instantOf('Europe/Paris', '2026-03-29T02:30')).to.equal(undefined);
    expect(instantOf('Europe/Paris', '2026-03-29T03:00')).to.equal('2026-03-29T01:00');
    expect(instantOf('Europe/Paris', '2026-10-25T02:30')).to.equal('2026-10-25T00:30');
    expect(instantOf('Europe/Paris', '2026-10-25T03:00')).to.equal('2026-10-25T02:00');
  });

  it('knows a change that is taken back within the month, as around Ramadan', () => {
    expect(instantOf('Africa/Casablanca', '2024-03-09T12:00')).to.equal('2024-03-09T11:00');
    expect(instantOf('Africa/Casablanca', '2024-03-20T12:00')).to.equal('2024-03-20T12:00');
    expect(instantOf('Africa/Casablanca', '2024-04-20T12:00')).to.equal('2024-04-20T11:00');
  });

  it('leaves out a whole day where the date line was crossed', () => {
    expect(instantOf('Pacific/Apia', '2011-12-29T12:00')).to.equal('2011-12-29T22:00');
    expect(instantOf('Pacific/Apia', '2011-12-30T12:00')).to.equal(undefined);
    expect(instantOf('Pacific/Apia', '2011-12-31T12:00')).to.equal('2011-12-30T22:00');
  });

  it('knows a change that is taken back within a week, and has one offset on a calm day alone', () => {
    expect(instantOf('America/Recife', '2000-10-07T12:00')).to.equal('2000-10-07T15:00');
    expect(instantOf('America/Recife', '2000-10-11T12:00')).to.equal('2000-10-11T14:00');
    expect(instantOf('America/Recife', '2000-10-17T12:00')).to.equal('2000-10-17T15:00');
    const recife = LocalClock.in('America/Recife');
    const firstDay = Date.UTC(2000, 8, 1) / DAY_MS;
    const days = Array.from({ length: 80 }, (_, index) => firstDay + index);
    const calm = days.filter((day) => recife.offsetOn(day) !== undefined);
    expect(calm.length).to.be.within(40, 79);
    for (const day of calm) {
      for (let local = day * DAY_MS; local < (day + 1) * DAY_MS; local += HOUR_MS) {
        expect(recife.instantOf(local)).to.equal(local - recife.offsetOn(day)!);
      }
    }
  });

  it('shows the local time of an instant', () => {
    expect(iso(LocalClock.in('Asia/Kolkata').localTimeAt(Date.UTC(2026, 0, 1)))).to.equal('2026-01-01T05:30');
  });
});
