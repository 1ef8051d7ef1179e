import { expect } from 'chai';
import type { EntryInput } from '../../../../../shared/api/schedule.js';
import { BY, EditorRig, NOW_MS, previewOf, resultOf } from '../../../../support/editor-rig.js';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Neither a whole number of turns of the slate from here nor from the epoch on. */
const ASKED_MS = NOW_MS + 2 * DAY_MS + 3700;

describe('an edit of what is past', () => {
  let rig: EditorRig;
  let entryId: string;
  let onAir: string;

  /** An entry was over yesterday, and a gap has been on air since. */
  beforeEach(async () => {
    rig = await EditorRig.open();
    const first = { sequenceId: await rig.sequence('a'), startsAt: NOW_MS + HOUR_MS };
    resultOf(await rig.editor.addEntry('c', first, BY));
    const last = { sequenceId: await rig.sequence('ab'), startsAt: NOW_MS + 2 * HOUR_MS + 1300 };
    entryId = resultOf(await rig.editor.addEntry('c', last, BY)).id;
    await rig.clock.advance(DAY_MS);
    onAir = await rig.onAirNewest(ASKED_MS);
    expect(onAir).to.match(/^slate slate@/);
  });

  afterEach(() => rig.close());

  const entry = async (fields: Partial<EntryInput>): Promise<EntryInput> => ({
    ...{ sequenceId: await rig.sequence('b'), startsAt: NOW_MS + 5 * HOUR_MS },
    ...fields,
  });

  it('TL4 takes an entry out of it without force, and moves nothing that is on air', async () => {
    const preview = previewOf(await rig.editor.removeEntry('c', entryId, { ...BY, dryRun: true }));
    expect(preview).to.deep.include({ needsForce: false, conflict: null });
    expect(preview.channels.flatMap(({ audiences }) => audiences)).to.deep.equal([]);
    resultOf(await rig.editor.removeEntry('c', entryId, BY));
    expect(await rig.onAirNewest(ASKED_MS)).to.equal(onAir);
  });

  it('TL4 moves an entry in it, and puts one into it', async () => {
    resultOf(await rig.editor.editEntry('c', entryId, { startsAt: NOW_MS - 3 * DAY_MS }, BY));
    expect(await rig.onAirNewest(ASKED_MS)).to.equal(onAir);
    resultOf(await rig.editor.addEntry('c', await entry({}), BY));
    expect(await rig.onAirNewest(ASKED_MS)).to.equal(onAir);
  });

  it('TL2 still counts after later edits, for other audiences, and after a restart', async () => {
    resultOf(await rig.editor.removeEntry('c', entryId, BY));
    resultOf(await rig.editor.addEntry('c', await entry({ when: { lang: 'fr' } }), BY));
    resultOf(await rig.editor.addEntry('c', await entry({ startsAt: ASKED_MS + DAY_MS }), BY));
    for (const audience of [{}, { lang: 'fr' }]) expect(await rig.onAirNewest(ASKED_MS, audience)).to.equal(onAir);
    await rig.close();
    rig = await EditorRig.open(rig.file);
    for (const audience of [{}, { lang: 'fr' }]) expect(await rig.onAirNewest(ASKED_MS, audience)).to.equal(onAir);
  });

  it('TL1 does not matter to later gaps: each is filled from its own start on', async () => {
    resultOf(await rig.editor.removeEntry('c', entryId, BY));
    resultOf(await rig.editor.addEntry('c', await entry({ startsAt: ASKED_MS }), BY));
    expect(await rig.onAirNewest(ASKED_MS + 20 * SECOND_MS)).to.equal('slate slate@0');
  });
});
