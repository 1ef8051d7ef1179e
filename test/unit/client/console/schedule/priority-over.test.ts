import { expect } from 'chai';
import { priorityOver } from '../../../../../client/console/schedule/priority-over.js';
import type { EntryView } from '../../../../../shared/api/schedule.js';

const entry = (priority: number, startsAt: number, endsAt: number | null) =>
  ({ priority, occurrences: [{ startsAt, endsAt }] }) as unknown as EntryView;

describe('the priority of what is placed', () => {
  it('is that of the plain programme where nothing else is', () => {
    expect(priorityOver([entry(5, 0, 100), entry(5, 200, null)], 100, 200)).to.equal(0);
  });

  it('is above all that it would overlap', () => {
    expect(priorityOver([entry(0, 0, null), entry(3, 150, 250), entry(7, 200, 300)], 100, 200)).to.equal(4);
  });

  it('is never above the highest there is', () => {
    expect(priorityOver([entry(1000, 0, null)], 100, 200)).to.equal(1000);
  });
});
