import { expect } from 'chai';
import {
  lookAheadUntil,
  type TakeOverEnd,
  takeOverEntry,
  takeOverOnAir,
} from '../../../../../client/console/channels/take-over.js';
import type { EntryView } from '../../../../../shared/api/schedule.js';

const HOUR_MS = 3_600_000;
const entry = (id: string, changes: Partial<EntryView> = {}): EntryView => ({
  ...{ id, sequenceId: 'film', startsAt: 0, endsAt: HOUR_MS, loop: false, repeat: null, timeZone: null },
  ...{ priority: 0, when: {}, revision: 1, sequenceRevision: 1 },
  occurrences: [{ startsAt: 0, endsAt: HOUR_MS }],
  ...changes,
});

const ONCE: TakeOverEnd = { kind: 'once-through' };

describe('a take-over', () => {
  it('starts late enough to be seen from its beginning, and ends when it was told to', () => {
    const { startsAt, endsAt, loop } = takeOverEntry(
      { sequenceId: 'news', end: { kind: 'after', lengthMs: 60_000 } },
      5000,
      [],
    );
    expect(startsAt).to.be.greaterThan(5000);
    expect({ endsAt, loop }).to.deep.equal({ endsAt: Number(startsAt) + 60_000, loop: true });
  });

  it('plays once through, until a time, or until it is taken back', () => {
    const takeOver = (sequenceId: string | null, end: TakeOverEnd) => takeOverEntry({ sequenceId, end }, 5000, []);
    expect(takeOver('news', ONCE)).to.include({ sequenceId: 'news', endsAt: null, loop: false });
    expect(takeOver(null, { kind: 'at', atMs: 90_000 })).to.include({ sequenceId: null, endsAt: 90_000, loop: true });
    expect(takeOver(null, { kind: 'taken-back' })).to.include({ sequenceId: null, endsAt: null, loop: true });
  });

  it('is compared with all that may be on air before its end', () => {
    const untilEnd = (end: TakeOverEnd) => lookAheadUntil(end, 5000);
    const after = { kind: 'after', lengthMs: 60_000 } as const;
    expect(untilEnd(after)).to.equal(takeOverEntry({ sequenceId: null, end: after }, 5000, []).endsAt);
    expect(untilEnd({ kind: 'at', atMs: 90_000 })).to.equal(90_000);
    expect(untilEnd(ONCE)).to.be.greaterThan(5000 + HOUR_MS);
    expect(untilEnd({ kind: 'taken-back' })).to.be.greaterThan(5000 + 365 * 24 * HOUR_MS);
  });

  it('lies above everything that is on air meanwhile, and no higher', () => {
    const priorityOver = (...priorities: number[]) =>
      takeOverEntry(
        { sequenceId: 'news', end: ONCE },
        0,
        priorities.map((priority) => entry('a', { priority })),
      ).priority;
    expect(priorityOver(3, 1)).to.equal(4);
    expect(priorityOver(-5)).to.equal(1);
    expect(priorityOver()).to.equal(1);
    expect(priorityOver(1000)).to.equal(1000);
  });

  it('is found again while it is on air', () => {
    const entries = [entry('programme'), entry('first', { priority: 1 }), entry('second', { priority: 2 })];
    expect(takeOverOnAir(entries, 1000)).to.deep.equal({ entry: entries[2], endsAt: HOUR_MS });
    expect(takeOverOnAir(entries, HOUR_MS)).to.equal(null);
    expect(takeOverOnAir([entry('weekly', { priority: 5, repeat: 'FREQ=WEEKLY' })], 1000)).to.equal(null);
    expect(takeOverOnAir([entry('programme')], 1000)).to.equal(null);
  });

  it('without an end is found again when it is the slate; a programme without an end is none', () => {
    const endless = { priority: 3, endsAt: null, occurrences: [{ startsAt: 500, endsAt: null }] };
    const slate = entry('slate', { ...endless, sequenceId: null });
    expect(takeOverOnAir([slate], 1000)).to.deep.equal({ entry: slate, endsAt: null });
    expect(takeOverOnAir([slate], 499)).to.equal(null);
    expect(takeOverOnAir([entry('programme', endless)], 1000)).to.equal(null);
  });
});
