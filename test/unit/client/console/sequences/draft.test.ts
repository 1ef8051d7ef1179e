import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Draft,
  type DraftItem,
  type EditHistory,
  type HistoryStep,
  historyStep,
  startHistory,
} from '../../../../../client/console/sequences/draft.js';

const item = (key: string): DraftItem => ({ key, item: { mediaId: key } });
const draftOf = (...keys: string[]): Draft => ({ name: 'Evening', items: keys.map(item) });
const keysOf = ({ present }: EditHistory) => present.items.map(({ key }) => key).join('');
const stepped = (start: EditHistory, ...steps: HistoryStep[]) => steps.reduce(historyStep, start);

describe('sequence draft', () => {
  const start = startHistory(draftOf('a', 'b', 'c', 'd'));

  it('moves an item to where another one is', () => {
    expect(keysOf(stepped(start, { kind: 'move', from: 0, to: 2 }))).to.equal('bcad');
    expect(keysOf(stepped(start, { kind: 'move', from: 3, to: 0 }))).to.equal('dabc');
  });

  it('puts items in, replaces and removes them', () => {
    expect(keysOf(stepped(start, { kind: 'insert', at: 1, items: [item('x'), item('y')] }))).to.equal('axybcd');
    expect(keysOf(stepped(start, { kind: 'remove', key: 'b' }))).to.equal('acd');
    const trimmed = stepped(start, { kind: 'replace', key: 'b', item: { mediaId: 'b', inMs: 500 } });
    expect(trimmed.present.items[1]).to.deep.equal({ key: 'b', item: { mediaId: 'b', inMs: 500 } });
  });

  it('takes nothing for an edit that changes nothing', () => {
    const same = stepped(
      start,
      { kind: 'replace', key: 'b', item: { mediaId: 'b' } },
      { kind: 'move', from: 1, to: 1 },
      { kind: 'rename', name: 'Evening' },
    );
    expect(same).to.equal(start);
  });

  it('undoes a name that was typed letter by letter at once', () => {
    const typed = stepped(start, { kind: 'rename', name: 'E' }, { kind: 'rename', name: 'Ev' });
    expect(stepped(typed, { kind: 'undo' }).present.name).to.equal('Evening');
  });

  it('forgets what was undone once something else is done', () => {
    const undone = stepped(start, { kind: 'remove', key: 'a' }, { kind: 'undo' });
    expect(stepped(undone, { kind: 'remove', key: 'd' }, { kind: 'redo' })).to.satisfy(
      (history: EditHistory) => keysOf(history) === 'abc',
    );
  });

  it('has nothing unsaved, and nothing to undo, once it is saved', () => {
    const edited = stepped(start, { kind: 'remove', key: 'a' }, { kind: 'rename', name: ' Late evening ' });
    const saved = stepped(edited, { kind: 'saved', sent: edited.present });
    expect(saved).to.deep.equal(startHistory({ name: 'Late evening', items: draftOf('b', 'c', 'd').items }));
  });

  it('keeps what was done while it was being saved, as an edit of what was', () => {
    const sent = stepped(start, { kind: 'remove', key: 'a' });
    const further = stepped(sent, { kind: 'remove', key: 'd' });
    const saved = stepped(further, { kind: 'saved', sent: sent.present });
    expect(keysOf(saved)).to.equal('bc');
    const undone = stepped(saved, { kind: 'undo' });
    expect(keysOf(undone)).to.equal('bcd');
    expect(undone.past).to.deep.equal([]);
  });

  it('comes back to where it was by as many redos as undos, whatever was done', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('move' as const), from: fc.nat(5), to: fc.nat(5) }),
      fc.record({ kind: fc.constant('remove' as const), key: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ kind: fc.constant('rename' as const), name: fc.string() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const edited = stepped(start, ...steps);
        const back = edited.past.reduce((history) => historyStep(history, { kind: 'undo' }), edited);
        expect(back.present).to.deep.equal(start.present);
        const again = back.future.reduce((history) => historyStep(history, { kind: 'redo' }), back);
        expect(again.present).to.deep.equal(edited.present);
      }),
    );
  });
});
