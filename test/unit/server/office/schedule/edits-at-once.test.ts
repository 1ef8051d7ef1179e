import { expect } from 'chai';
import type { EditableStore } from '../../../../../server/office/schedule/optimistic-edits.js';
import { ScheduleEditor } from '../../../../../server/office/schedule/schedule-editor.js';
import type { ScheduleEntryRecord } from '../../../../../server/office/store/schedule-store.js';
import { directoryOf } from '../../../../support/channel-directory.js';
import { BY, EditorRig, itemsOf, NOW_MS, previewOf, refusalOf, resultOf } from '../../../../support/editor-rig.js';

const HOUR_MS = 3_600_000;
const MANY = 10_000;

describe('edits at once', () => {
  let rig: EditorRig;
  let sequenceId: string;

  beforeEach(async () => {
    rig = await EditorRig.open();
    sequenceId = await rig.sequence('ab');
  });
  afterEach(() => rig.close());

  const at = (hours: number) => ({ sequenceId, startsAt: NOW_MS + hours * HOUR_MS });
  const versions = async (slug = 'c') => (await rig.store.schedule.versions(slug, 100)).reverse();
  const addChannel = (slug: string) =>
    rig.store.channels.add({
      ...{ slug, name: slug, visibility: 'public', targetLatencyMs: 200, fillerMediaId: null },
    });

  /** An editor beside which something happens each time before it writes. */
  function overtaken(meanwhile: () => Promise<unknown>): ScheduleEditor {
    const { store, clock, grid, slate } = rig;
    const { media, library, sequences, channels, schedule } = store;
    const slow: EditableStore = {
      ...{ media, library, sequences, channels, schedule },
      async edit(work) {
        await meanwhile();
        return store.edit(work);
      },
    };
    return new ScheduleEditor({ store: slow, clock, grid, slate, connected: { audiencesOf: () => [] } });
  }

  /** Does something the first time, and nothing after that. */
  function once(work: () => Promise<unknown>): () => Promise<void> {
    let isDone = false;
    return async () => {
      if (isDone) return;
      isDone = true;
      await work();
    };
  }

  it('TL5 that want the same time: one is made, the other is refused by what is there then', async () => {
    const outcomes = await Promise.allSettled([1, 1, 1].map((hours) => rig.editor.addEntry('c', at(hours), BY)));
    const made = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [resultOf(one.value)] : []));
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(made).to.have.length(1);
    for (const { code, details } of refused) {
      expect(code).to.equal('schedule-conflict');
      expect(details.conflict.entryId).to.equal(made[0]!.id);
    }
    expect((await versions()).map(({ version }) => version)).to.deep.equal([1, 2]);
  });

  it('TL4 that go together are all made, each a version of its own that has those before it', async () => {
    const hours = [1, 2, 3, 4, 5, 6];
    await Promise.all(hours.map((hour) => rig.editor.addEntry('c', at(hour), BY)));
    const made = await versions();
    expect(made.map(({ version }) => version)).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
    for (const { version } of made) {
      expect((await rig.store.schedule.content('c', { version }))!.entries).to.have.length(version - 1);
    }
    expect(made.map(({ effectiveAtMs }) => effectiveAtMs)).to.deep.equal(
      made.map(({ effectiveAtMs }) => effectiveAtMs).sort((a, b) => a - b),
    );
  });

  it('that were made from the same revision: one counts, the others are stale', async () => {
    const { id, addedIn } = resultOf(await rig.editor.addEntry('c', at(1), BY));
    const guarded = { ...BY, expectedRevision: addedIn };
    const edits = [2, 3, 4].map((hours) => rig.editor.editEntry('c', id, { startsAt: at(hours).startsAt }, guarded));
    const codes = (await Promise.allSettled(edits)).map((one) =>
      one.status === 'rejected' ? one.reason.code : 'made',
    );
    expect(codes.sort()).to.deep.equal(['made', 'stale-revision', 'stale-revision']);
  });

  it('are planned again when what they were planned from has changed before they were written', async () => {
    const other = await rig.sequence('c');
    const editor = overtaken(once(() => rig.editor.addEntry('c', { ...at(1), sequenceId: other }, BY)));
    const { code, details } = await refusalOf(editor.addEntry('c', at(1), BY));
    expect(code).to.equal('schedule-conflict');
    expect((details as { conflict: object }).conflict).to.include({ sequenceId: other });
    const later = overtaken(once(() => rig.editor.editSequence(sequenceId, { items: itemsOf('aab') }, BY)));
    const { runs, addedIn } = resultOf(await later.addEntry('c', at(2), BY));
    expect([runs.at(-1)!.revision, addedIn]).to.deep.equal([2, 3]);
  });

  it('of a sequence take over on a channel that has it only since they were planned', async () => {
    const editor = overtaken(once(() => rig.editor.addEntry('c', at(1), BY)));
    resultOf(await editor.editSequence(sequenceId, { items: itemsOf('ba') }, BY));
    const [entry] = await rig.store.schedule.listOf('c');
    expect(entry!.runs.at(-1)!.revision).to.equal(2);
  });

  it('never put on air what was lost or deleted while they were planned', async () => {
    const lose = once(async () => {
      await rig.store.library.moveOn('c', 'ready', { status: 'queued' }, NOW_MS);
    });
    const items = itemsOf('abc');
    expect((await refusalOf(overtaken(lose).editSequence(sequenceId, { items }, BY))).code).to.equal('media-not-ready');
    const remove = once(() => rig.store.library.remove('filler', undefined, NOW_MS));
    const filler = { fillerMediaId: 'filler' };
    const { code } = await refusalOf(overtaken(remove).editChannel('c', filler, { ...BY, force: true }));
    expect(code).to.equal('media-unknown');
    const gone = once(() => rig.editor.removeSequence(sequenceId));
    expect((await refusalOf(overtaken(gone).addEntry('c', at(1), BY))).code).to.equal('sequence-unknown');
    expect(await versions()).to.have.length(1);
  });

  it('that are overtaken again and again are given up, with nothing written', async () => {
    let hours = 10;
    const editor = overtaken(() => {
      hours += 1;
      return rig.editor.addEntry('c', at(hours), BY);
    });
    expect((await refusalOf(editor.addEntry('c', at(1), BY))).code).to.equal('stale-revision');
    const entries = await rig.store.schedule.listOf('c');
    expect(entries.map(({ startsAtMs }) => startsAtMs)).not.to.include(at(1).startsAt);
  });

  it('TL4 give notice anew when they had to wait for the database', async () => {
    const wait = once(() => rig.clock.advance(3000));
    await overtaken(wait).addEntry('c', at(1), BY);
    const [, { effectiveAtMs }] = (await versions()) as [unknown, { effectiveAtMs: number }];
    expect(effectiveAtMs).to.equal(NOW_MS + 3000 + 4 * 3000);
  });

  it('beside a dry run open no transaction for it', async () => {
    const { id } = resultOf(await rig.editor.addEntry('c', at(1), BY));
    const looking = { ...BY, dryRun: true };
    const editor = overtaken(() => Promise.reject(new Error('a dry run has asked for a transaction')));
    previewOf(await editor.addEntry('c', at(2), looking));
    previewOf(await editor.editEntry('c', id, { priority: 1 }, looking));
    previewOf(await editor.removeEntry('c', id, looking));
    previewOf(await editor.editSequence(sequenceId, { items: itemsOf('b') }, looking));
    previewOf(await editor.editChannel('c', { fillerMediaId: 'filler' }, looking));
    previewOf(await editor.undo('c', 1, looking));
    previewOf(await editor.removeChannel('c', looking));
  });

  it(`are made, and viewers join, while a dry run goes through ${MANY} entries`, async function () {
    this.timeout(60_000);
    await addChannel('large');
    await rig.store.schedule.commit({
      ...{ slug: 'large', actor: 'host', atMs: 0, effectiveAtMs: 0, action: 'test', summary: {} },
      add: Array.from({ length: MANY }, (_, hour) => entryAt(hour)),
    });
    const order: string[] = [];
    const done = (what: string) => () => void order.push(what);
    const looked = rig.editor.editEntry('large', 'e5', { priority: 2 }, { ...BY, dryRun: true }).then(done('looked'));
    await Promise.all([
      looked,
      rig.editor.addEntry('c', at(1), BY).then(done('edited')),
      directoryOf({ store: rig.store, slate: rig.slate }).lineup('c', {}).then(done('joined')),
    ]);
    expect(order.at(-1)).to.equal('looked');
    expect(await versions('large')).to.have.length(2);
  });

  function entryAt(hour: number): ScheduleEntryRecord {
    const startsAtMs = NOW_MS + hour * HOUR_MS;
    return {
      ...{ id: `e${hour}`, channelSlug: 'large', sequenceId, startsAtMs, endsAtMs: startsAtMs + HOUR_MS / 2 },
      ...{ loops: true, repeat: null, timeZone: null, priority: 1, when: {} },
      runs: [{ fromMs: null, revision: 1, originMs: null }],
    };
  }
});
