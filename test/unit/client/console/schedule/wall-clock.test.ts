import { expect } from 'chai';
import { instantOf, wallTime } from '../../../../../client/console/schedule/wall-clock.js';

describe('the wall clock of a zone', () => {
  for (const [at, zone, wall] of [
    ['2026-03-28T23:00:00.999Z', 'Europe/Berlin', '2026-03-29 00:00:00'],
    ['2026-03-29T22:00:05Z', 'Europe/Berlin', '2026-03-30 00:00:05'],
    ['2026-01-02T03:04:05Z', 'UTC', '2026-01-02 03:04:05'],
    ['2026-11-22T12:30:00Z', 'Pacific/Kiritimati', '2026-11-23 02:30:00'],
  ] as const) {
    it(`shows ${wall} in ${zone} at ${at}`, () => {
      expect(wallTime(Date.parse(at), zone)).to.equal(wall);
      expect(instantOf(wall, zone)).to.equal(Math.floor(Date.parse(at) / 1000) * 1000);
    });
  }
});
