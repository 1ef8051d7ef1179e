import { expect } from 'chai';
import { entryForm, entryInput } from '../../../../../client/console/schedule/entry-form.js';
import type { EntryView } from '../../../../../shared/api/schedule.js';

const STARTS_AT = Date.UTC(2026, 10, 23, 19, 0, 0, 433);
const ENTRY: EntryView = {
  ...{ id: 'e', sequenceId: 's', startsAt: STARTS_AT, endsAt: STARTS_AT + 3_600_000, loop: true },
  ...{ repeat: null, timeZone: null, priority: 2, when: { lang: 'fr' }, revision: 1, sequenceRevision: 1 },
};
const known = (entry: Partial<EntryView> = {}) => ({ kind: 'known', entry: { ...ENTRY, ...entry } }) as const;

describe('an entry as a host writes it', () => {
  it('stands for what it was, to the part of a second, when nothing is written anew', () => {
    const { startsAt, endsAt, loop, repeat, timeZone, priority, when, sequenceId } = ENTRY;
    expect(entryInput(entryForm(known(), [], 'Europe/Berlin'), known(), 'Europe/Berlin')).to.deep.equal({
      ...{ sequenceId, startsAt, endsAt, loop, repeat, timeZone, priority, when },
    });
  });

  it('is in the time of the zone', () => {
    const form = entryForm(known(), [], 'Europe/Berlin');
    expect(form).to.include({ start: '2026-11-23 20:00:00', end: '2026-11-23 21:00:00' });
    const later = { ...form, start: '2026-11-23 20:30:00' };
    expect(entryInput(later, known(), 'Europe/Berlin').startsAt).to.equal(Date.UTC(2026, 10, 23, 19, 30));
  });

  it('repeats in the zone it was made in, whatever zone it is looked at in', () => {
    const draft = known({ repeat: 'FREQ=DAILY', timeZone: 'America/New_York' });
    expect(entryInput(entryForm(draft, [], 'UTC'), draft, 'UTC').timeZone).to.equal('America/New_York');
    const once = { ...entryForm(known(), [], 'UTC'), repeat: 'FREQ=DAILY' };
    expect(entryInput(once, known(), 'UTC')).to.include({ repeat: 'FREQ=DAILY', timeZone: 'UTC' });
  });

  it('goes on until its end when it is new and has one', () => {
    const draft = { kind: 'new', startsAt: STARTS_AT } as const;
    expect(entryForm({ ...draft, endsAt: STARTS_AT + 1000 }, [], 'UTC').loop).to.equal(true);
    expect(entryForm({ ...draft, endsAt: null }, [], 'UTC').loop).to.equal(false);
  });

  for (const [rule, choice] of [
    [null, { repeat: '' }],
    ['FREQ=DAILY', { repeat: 'FREQ=DAILY' }],
    ['FREQ=WEEKLY;BYDAY=MO,WE', { repeat: 'days', days: ['MO', 'WE'] }],
    ['FREQ=WEEKLY;BYDAY=1MO', { repeat: 'custom', rule: 'FREQ=WEEKLY;BYDAY=1MO' }],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', { repeat: 'custom', rule: 'FREQ=MONTHLY;BYMONTHDAY=-1' }],
  ] as const) {
    it(`offers the rule ${rule} as ${choice.repeat || 'once'}, and gives it back`, () => {
      const draft = known({ repeat: rule, timeZone: 'UTC' });
      const form = entryForm(draft, [], 'UTC');
      expect(form).to.deep.include(choice);
      expect(entryInput(form, draft, 'UTC').repeat).to.equal(rule);
    });
  }

  it('comes back on the weekday it starts on where no other was chosen', () => {
    expect(entryForm(known(), [], 'UTC').days).to.deep.equal(['MO']);
    expect(entryForm(known(), [], 'Pacific/Auckland').days).to.deep.equal(['TU']);
  });

  it('has days in the order of the week, however they were chosen', () => {
    const form = { ...entryForm(known(), [], 'UTC'), repeat: 'days', days: ['SU', 'MO', 'TH'] };
    expect(entryInput(form, known(), 'UTC').repeat).to.equal('FREQ=WEEKLY;BYDAY=MO,TH,SU');
  });
});
