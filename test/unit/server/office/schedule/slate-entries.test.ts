import { expect } from 'chai';
import { BY, EditorRig, NOW_MS, previewOf, refusalOf, resultOf } from '../../../../support/editor-rig.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const FORCED = { ...BY, force: true };

describe('going to the slate', () => {
  let rig: EditorRig;
  /** A loop of `a` (10 s) and `b` (20 s) that has always been on air; at NOW_MS it starts over. */
  let programme: string;

  beforeEach(async () => {
    rig = await EditorRig.open();
    programme = await rig.sequence('ab');
    const loop = { sequenceId: programme, startsAt: NOW_MS - 10 * MINUTE_MS, loop: true };
    resultOf(await rig.editor.addEntry('c', loop, FORCED));
  });

  afterEach(() => rig.close());

  const slate = { sequenceId: null, startsAt: NOW_MS + SECOND_MS, endsAt: NOW_MS + 5 * MINUTE_MS, priority: 1 };
  const goToSlate = async () => resultOf(await rig.editor.addEntry('c', slate, BY)).id;
  const textOfLatest = async () => (await rig.reader.versions('c', { limit: 1 })).items[0]!.text;

  it('TL1 TL5 covers the programme from one frame to another, and the programme goes on as if nothing had been', async () => {
    const id = await goToSlate();
    const instants = [SECOND_MS - 1, SECOND_MS, 11 * SECOND_MS, 5 * MINUTE_MS - 1, 5 * MINUTE_MS];
    expect(await Promise.all(instants.map((afterMs) => rig.onAir(NOW_MS + afterMs)))).to.deep.equal([
      ...['media a@29', 'slate slate@0', 'slate slate@0', 'slate slate@269', 'media a@0'],
    ]);
    expect(await rig.reader.entry('c', id)).to.deep.include({ sequenceId: null, loop: true, sequenceRevision: null });
  });

  it('is one change in the dry run, from its beginning to its end, however often the slate loops', async () => {
    const long = await rig.sequence('c');
    const later = NOW_MS + 60 * MINUTE_MS;
    await rig.editor.addEntry('c', { sequenceId: long, startsAt: later, priority: 1 }, BY);
    const toSlate = { ...slate, startsAt: later, endsAt: later + 25 * SECOND_MS, priority: 2 };
    const { needsForce, channels } = previewOf(await rig.editor.addEntry('c', toSlate, { ...BY, dryRun: true }));
    expect(needsForce).to.equal(false);
    expect(channels[0]!.audiences).to.deep.equal([
      {
        ...{ audience: {}, changesNow: false },
        changes: [
          {
            ...{ from: later, to: later + 25 * SECOND_MS },
            before: { kind: 'media', mediaId: 'c', title: 'c', sequenceId: long, offsetMs: 0 },
            after: { kind: 'slate', mediaId: 'slate', title: 'Back soon', sequenceId: null, offsetMs: 0 },
          },
        ],
      },
    ]);
  });

  it('needs force when it is to be on air this moment', async () => {
    const now = { ...slate, startsAt: NOW_MS };
    expect(await refusalOf(rig.editor.addEntry('c', now, BY))).to.have.property('code', 'on-air-change');
    resultOf(await rig.editor.addEntry('c', now, FORCED));
    expect(await rig.onAir(NOW_MS + SECOND_MS)).to.match(/^slate/);
  });

  it('TL5 is in the way of its equals, and says so', async () => {
    await goToSlate();
    const other = { sequenceId: programme, startsAt: NOW_MS + MINUTE_MS, priority: 1 };
    const { conflict } = previewOf(await rig.editor.addEntry('c', other, { ...BY, dryRun: true }));
    expect(conflict).to.include({ channel: 'c', sequenceId: null, from: NOW_MS + MINUTE_MS });
  });

  it('may be for some audiences alone, and come back', async () => {
    const french = { ...slate, when: { lang: 'fr' }, repeat: 'FREQ=DAILY' };
    await rig.editor.addEntry('c', french, BY);
    const tomorrow = slate.startsAt + 24 * 60 * MINUTE_MS;
    expect(await rig.onAir(tomorrow, { lang: 'fr' })).to.equal('slate slate@0');
    expect(await rig.onAir(tomorrow, { lang: 'de' })).to.match(/^media/);
  });

  it('ends when it is taken out, in step with the programme, and TL2 the past stays as it was', async () => {
    const id = await goToSlate();
    await rig.clock.advance(MINUTE_MS);
    resultOf(await rig.editor.removeEntry('c', id, FORCED));
    expect(await rig.onAir(NOW_MS + MINUTE_MS)).to.match(/^slate/);
    expect(await rig.onAir(NOW_MS + MINUTE_MS + 200)).to.equal('media a@6');
    expect(await textOfLatest()).to.equal(
      'Removed the slate at 2026-06-01T12:00:01.000Z, until 2026-06-01T12:05:00.000Z, priority 1',
    );
    const { items } = await rig.reader.versions('c', { limit: 2 });
    await rig.editor.undo('c', items[1]!.version, FORCED);
    expect(await rig.onAir(NOW_MS + 2 * MINUTE_MS)).to.match(/^slate/);
  });

  it('is told in words in the history', async () => {
    const id = await goToSlate();
    expect(await textOfLatest()).to.equal(
      'Added the slate at 2026-06-01T12:00:01.000Z, until 2026-06-01T12:05:00.000Z, priority 1',
    );
    await rig.editor.editEntry('c', id, { endsAt: NOW_MS + 6 * MINUTE_MS }, BY);
    expect(await textOfLatest()).to.equal('Changed the slate: end 2026-06-01T12:05:00.000Z → 2026-06-01T12:06:00.000Z');
  });

  it('takes the place of a sequence, and gives it back, in an entry that is there', async () => {
    const startsAt = NOW_MS + 10 * MINUTE_MS;
    const { id } = resultOf(await rig.editor.addEntry('c', { sequenceId: programme, startsAt, priority: 1 }, BY));
    resultOf(await rig.editor.editEntry('c', id, { sequenceId: null, endsAt: startsAt + MINUTE_MS }, BY));
    expect(await rig.onAir(startsAt)).to.equal('slate slate@0');
    expect(await textOfLatest()).to.match(/^Changed the slate: sequence .* → none: the slate, end none → /);
    resultOf(await rig.editor.editEntry('c', id, { sequenceId: programme }, BY));
    expect(await rig.onAir(startsAt)).to.equal('media a@0');
    expect(await rig.reader.entry('c', id)).to.include({ sequenceId: programme, sequenceRevision: 1 });
  });

  it('is none of the sequences, and an edit of those leaves it alone', async () => {
    const id = await goToSlate();
    expect((await rig.reader.sequences({ limit: 50 })).items.map((one) => one.id)).to.deep.equal([programme]);
    await rig.editor.editSequence(programme, { items: [{ mediaId: 'b' }] }, BY);
    expect(await rig.store.schedule.find('c', id)).to.include({ sequenceId: null, addedIn: 3 });
    expect(await rig.onAir(NOW_MS + 2 * SECOND_MS)).to.equal('slate slate@30');
  });

  it('names what is wrong with it', async () => {
    const messageOf = async (change: object) =>
      (await refusalOf(rig.editor.addEntry('c', { ...slate, ...change }, FORCED))).message;
    expect(await messageOf({ loop: false })).to.match(/^loop: the slate has no end of its own/);
    expect(await messageOf({ endsAt: slate.startsAt })).to.equal('endsAt: must be after startsAt');
    expect(await messageOf({ endsAt: null, repeat: 'FREQ=DAILY' })).to.match(/^endsAt: a loop that repeats needs one/);
    const id = await goToSlate();
    const edit = await refusalOf(rig.editor.editEntry('c', id, { loop: false }, FORCED));
    expect(edit.message).to.match(/^loop: the slate has no end of its own/);
  });
});
