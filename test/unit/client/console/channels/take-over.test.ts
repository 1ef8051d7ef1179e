import { expect } from 'chai';
import { takeOverEntry, takeOverOnAir } from '../../../../../client/console/channels/take-over.js';
import type { EntryView } from '../../../../../shared/api/schedule.js';

const HOUR_MS = 3_600_000;
const entry = (id: string, changes: Partial<EntryView> = {}): EntryView => ({
  ...{ id, sequenceId: 'film', startsAt: 0, endsAt: HOUR_MS, loop: false, repeat: null, timeZone: null },
  ...{ priority: 0, when: {}, revision: 1, sequenceRevision: 1 },
  occurrences: [{ startsAt: 0, endsAt: HOUR_MS }],
  ...changes,
});

describe('a take-over', () => {
  it('starts late enough to be seen from its beginning, and ends when it was told to', () => {
    const { startsAt, endsAt, loop } = takeOverEntry({ sequenceId: 'news', lengthMs: 60_000 }, 5000, []);
    expect(startsAt).to.be.greaterThan(5000);
    expect({ endsAt, loop }).to.deep.equal({ endsAt: Number(startsAt) + 60_000, loop: true });
  });

  it('plays once through without a length', () => {
    expect(takeOverEntry({ sequenceId: 'news', lengthMs: null }, 5000, [])).to.include({ endsAt: null, loop: false });
  });

  it('lies above everything that is on air meanwhile, and no higher', () => {
    const meanwhile = [entry('a', { priority: 3 }), entry('b', { priority: 70, occurrences: [] })];
    expect(takeOverEntry({ sequenceId: 'news', lengthMs: null }, 0, meanwhile).priority).to.equal(4);
    expect(takeOverEntry({ sequenceId: 'news', lengthMs: null }, 0, [entry('a', { priority: -5 })]).priority).to.equal(
      1,
    );
    const highest = [entry('a', { priority: 1000 })];
    expect(takeOverEntry({ sequenceId: 'news', lengthMs: null }, 0, highest).priority).to.equal(1000);
  });

  it('is found again while it is on air', () => {
    const entries = [entry('programme'), entry('first', { priority: 1 }), entry('second', { priority: 2 })];
    expect(takeOverOnAir(entries, 1000)).to.deep.equal({ entry: entries[2], endsAt: HOUR_MS });
    expect(takeOverOnAir(entries, HOUR_MS)).to.equal(null);
    expect(takeOverOnAir([entry('weekly', { priority: 5, repeat: 'FREQ=WEEKLY' })], 1000)).to.equal(null);
    expect(takeOverOnAir([entry('programme')], 1000)).to.equal(null);
  });
});
