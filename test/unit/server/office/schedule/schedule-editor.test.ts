import { expect } from 'chai';
import { ScheduleEditor } from '../../../../../server/office/schedule/schedule-editor.js';
import type { EditPreview } from '../../../../../shared/api/edit.js';
import { BY, EditorRig, itemsOf, NOW_MS, previewOf, refusalOf, resultOf } from '../../../../support/editor-rig.js';
import { ManualClock } from '../../../../support/manual-clock.js';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
/** When an edit made at NOW_MS takes effect. */
const EFFECTIVE_MS = NOW_MS + 200;

describe('schedule editor', () => {
  let rig: EditorRig;
  let changes: unknown[];

  beforeEach(async () => {
    rig = await EditorRig.open();
    changes = [];
    rig.editor.on('changed', (change) => changes.push(change));
  });

  afterEach(() => rig.close());

  const versionNow = async () => (await rig.store.channels.find('c'))!.scheduleVersion;

  /** A loop that has been on air for a while: at NOW_MS it is five seconds into `a`. */
  async function loopOnAir(media = 'ab'): Promise<{ sequenceId: string; entryId: string }> {
    const sequenceId = await rig.sequence(media);
    const entry = { sequenceId, startsAt: NOW_MS - 5 * SECOND_MS, loop: true };
    const { id } = resultOf(await rig.editor.addEntry('c', entry, { ...BY, force: true }));
    await rig.clock.advance(SECOND_MS);
    changes.length = 0;
    return { sequenceId, entryId: id };
  }

  describe('adding an entry', () => {
    it('makes one new version that takes effect a moment later, and tells of it', async () => {
      const sequenceId = await rig.sequence('ab');
      const entry = { sequenceId, startsAt: NOW_MS + HOUR_MS };
      const { id, addedIn } = resultOf(await rig.editor.addEntry('c', entry, BY));
      expect(addedIn).to.equal(2);
      expect(changes).to.deep.equal([
        { slug: 'c', version: 2, effectiveAtMs: EFFECTIVE_MS, actor: 'host', action: 'entry-added' },
      ]);
      expect(await rig.onAir(NOW_MS + HOUR_MS)).to.equal('media a@0');
      expect(await rig.onAir(NOW_MS + HOUR_MS + 10 * SECOND_MS)).to.equal('media b@0');
      expect(await rig.onAir(NOW_MS + HOUR_MS + 30 * SECOND_MS)).to.match(/^slate/);
      const [line] = (await rig.reader.versions('c', { limit: 1 })).items;
      expect(line).to.deep.include({ version: 2, at: NOW_MS, effectiveAt: EFFECTIVE_MS, actor: 'host' });
      expect(line!.text).to.equal('Added "The ab" at 2026-06-01T13:00:00.000Z');
      expect(line!.summary).to.deep.include({ entryId: id });
    });

    it('gives notice of it that is as much longer as it is long judged, and everybody hears of it in time', async () => {
      const { store, grid, slate } = rig;
      const entry = { sequenceId: await rig.sequence('a'), startsAt: NOW_MS + HOUR_MS, endsAt: NOW_MS + HOUR_MS + 600 };
      let nowMs = NOW_MS;
      let takesMs = 0;
      const audiencesOf = () => {
        nowMs += takesMs;
        return [];
      };
      const slow = new ScheduleEditor({ store, grid, slate, clock: { now: () => nowMs }, connected: { audiencesOf } });
      const told: { afterMs: number; effectiveAfterMs: number }[] = [];
      slow.on('changed', ({ effectiveAtMs }) => {
        told.push({ afterMs: nowMs - NOW_MS, effectiveAfterMs: effectiveAtMs - NOW_MS });
      });
      for (const [index, takes] of [300, 300, 0, 0].entries()) {
        takesMs = takes;
        await slow.addEntry('c', { ...entry, startsAt: entry.startsAt + index, priority: index }, BY);
        nowMs = NOW_MS + (index + 1) * 10 * SECOND_MS;
      }
      expect(told).to.deep.equal([
        // Planned and judged twice: 200 ms were not enough for it.
        { afterMs: 600, effectiveAfterMs: 300 + 1200 },
        { afterMs: 10_300, effectiveAfterMs: 10_000 + 1200 },
        { afterMs: 20_000, effectiveAfterMs: 20_000 + 1200 },
        { afterMs: 30_000, effectiveAfterMs: 30_000 + 200 },
      ]);
    });

    it('TL3 snaps instants to the grid', async () => {
      const entry = {
        sequenceId: await rig.sequence('a'),
        startsAt: NOW_MS + HOUR_MS + 37,
        endsAt: NOW_MS + 2 * HOUR_MS + 63,
      };
      expect(resultOf(await rig.editor.addEntry('c', entry, BY))).to.include({
        startsAtMs: NOW_MS + HOUR_MS,
        endsAtMs: NOW_MS + 2 * HOUR_MS + 100,
      });
    });

    it('TL4 takes effect on the grid, and never before an earlier edit', async () => {
      const sequenceId = await rig.sequence('a');
      await rig.clock.advance(1);
      await rig.editor.addEntry('c', { sequenceId, startsAt: NOW_MS + HOUR_MS }, BY);
      const clock = new ManualClock(NOW_MS - HOUR_MS);
      const late = new ScheduleEditor({ ...rig, clock, connected: { audiencesOf: () => [] } });
      await late.addEntry('c', { sequenceId, startsAt: NOW_MS + 2 * HOUR_MS }, BY);
      const versions = await rig.store.schedule.versions('c', 2);
      expect(versions.map(({ effectiveAtMs }) => effectiveAtMs)).to.deep.equal([NOW_MS + 300, NOW_MS + 300]);
    });

    it('TL5 refuses what overlaps an entry of equal priority, and names it', async () => {
      const sequenceId = await rig.sequence('ab');
      const startsAt = NOW_MS + HOUR_MS;
      const { id } = resultOf(await rig.editor.addEntry('c', { sequenceId, startsAt }, BY));
      const { code, details } = await refusalOf(
        rig.editor.addEntry('c', { sequenceId, startsAt: startsAt + 20 * SECOND_MS }, { ...BY, force: true }),
      );
      expect(code).to.equal('schedule-conflict');
      expect((details as { conflict: object }).conflict).to.deep.include({
        ...{ channel: 'c', entryId: id, sequenceId },
        ...{ from: startsAt + 20 * SECOND_MS, to: startsAt + 30 * SECOND_MS },
      });
      expect(await versionNow()).to.equal(2);
    });

    it('TL5 lets entries follow one another to the frame, cover others with a higher priority, or be for others', async () => {
      const sequenceId = await rig.sequence('ab');
      const startsAt = NOW_MS + HOUR_MS;
      const add = (rest: object) => rig.editor.addEntry('c', { sequenceId, startsAt, ...rest }, BY);
      await add({ when: { lang: 'fr' } });
      await add({ when: { lang: 'de' } });
      await add({ startsAt: startsAt + 30 * SECOND_MS });
      await add({ priority: 1 });
      expect((await refusalOf(add({ when: { tier: 'free' } }))).code).to.equal('schedule-conflict');
      expect(await versionNow()).to.equal(5);
    });

    it('TL4 needs force for what would change what is on air now, for whatever audience', async () => {
      const sequenceId = await rig.sequence('ab');
      const entry = { sequenceId, startsAt: NOW_MS, when: { viewer: 'bob' } };
      const { code, details } = await refusalOf(rig.editor.addEntry('c', entry, BY));
      expect(code).to.equal('on-air-change');
      const [channel] = (details as { channels: { audiences: { audience: object; changesNow: boolean }[] }[] })
        .channels;
      expect(channel!.audiences.map(({ audience, changesNow }) => ({ audience, changesNow }))).to.deep.equal([
        { audience: { viewer: 'bob' }, changesNow: true },
      ]);
      expect(await versionNow()).to.equal(1);
      await rig.editor.addEntry('c', entry, { ...BY, force: true });
      expect(await rig.onAir(EFFECTIVE_MS, { viewer: 'bob' })).to.equal('media a@6');
      expect(await rig.onAir(EFFECTIVE_MS)).to.match(/^slate/);
      expect(await rig.onAir(EFFECTIVE_MS - 1, { viewer: 'bob' })).to.match(/^slate/);
    });

    it('names what is wrong with it', async () => {
      const sequenceId = await rig.sequence('ab');
      const startsAt = NOW_MS + HOUR_MS;
      const refused = async (rest: object) => {
        const { code, message } = await refusalOf(rig.editor.addEntry('c', { sequenceId, startsAt, ...rest }, BY));
        return `${code} ${message}`;
      };
      expect(await refused({ sequenceId: 'none' })).to.match(/^sequence-unknown .*none/);
      expect(await refused({ endsAt: startsAt })).to.match(/^bad-request endsAt/);
      expect(await refused({ loop: true, repeat: 'FREQ=DAILY' })).to.match(/^bad-request endsAt/);
      expect(await refused({ repeat: 'FREQ=FORTNIGHTLY' })).to.match(/^repeat-invalid repeat: .*FORTNIGHTLY/);
      expect(await refused({ repeat: 'FREQ=DAILY', timeZone: 'Europe/Atlantis' })).to.match(
        /^repeat-invalid .*Atlantis/,
      );
      const unknown = await refusalOf(rig.editor.addEntry('none', { sequenceId, startsAt }, BY));
      expect(unknown.code).to.equal('channel-unknown');
      expect(await versionNow()).to.equal(1);
    });
  });

  describe('a dry run', () => {
    it('answers for each audience what would change and when, and changes nothing', async () => {
      const { sequenceId } = await loopOnAir('a');
      const special = await rig.sequence('c');
      const version = await versionNow();
      const startsAt = NOW_MS + HOUR_MS + 5 * SECOND_MS;
      const entry = { sequenceId: special, startsAt, priority: 1, when: { lang: 'fr' } };
      const preview = previewOf(await rig.editor.addEntry('c', entry, { ...BY, dryRun: true }));
      expect(preview).to.deep.include({ conflict: null, needsForce: false });
      const [{ audiences, ...channel }] = preview.channels as [EditPreview['channels'][number]];
      expect(channel).to.deep.equal({ channel: 'c', version: version + 1, effectiveAt: NOW_MS + SECOND_MS + 200 });
      expect(audiences.map(({ audience }) => audience)).to.deep.equal([{ lang: 'fr' }]);
      const { changesNow, changes: inOrder } = audiences[0]!;
      expect(changesNow).to.equal(false);
      expect(inOrder[0]).to.deep.include({ from: startsAt });
      expect(inOrder[0]!.before).to.deep.include({ kind: 'media', mediaId: 'a', sequenceId });
      expect(inOrder[0]!.after).to.deep.include({ kind: 'media', mediaId: 'c', sequenceId: special, offsetMs: 0 });
      expect(inOrder.at(-1)!.to).to.equal(startsAt + 30 * SECOND_MS);
      expect(await versionNow()).to.equal(version);
      expect(changes).to.deep.equal([]);
    });

    it('answers the conflict, or that force is needed, instead of failing', async () => {
      const { sequenceId, entryId } = await loopOnAir();
      const entry = { sequenceId, startsAt: NOW_MS };
      const preview = previewOf(await rig.editor.addEntry('c', entry, { ...BY, dryRun: true }));
      expect(preview.conflict).to.deep.include({ entryId });
      const covering = { ...entry, priority: 1 };
      const forced = previewOf(await rig.editor.addEntry('c', covering, { ...BY, dryRun: true, force: true }));
      expect(forced).to.deep.include({ conflict: null, needsForce: true });
    });

    it('looks at who is connected, too', async () => {
      const slot = { name: 's', variants: [{ when: { lang: 'fr' }, mediaId: 'b' }], fallbackMediaId: 'a' };
      const { id: sequenceId } = await rig.editor.createSequence({ name: 'Slotted', items: [{ slot }] });
      rig.connected.push({ lang: 'fr', tier: 'free' }, { lang: 'fr', tier: 'paid' }, { lang: 'de' });
      const entry = { sequenceId, startsAt: NOW_MS + HOUR_MS };
      const preview = previewOf(await rig.editor.addEntry('c', entry, { ...BY, dryRun: true }));
      const audiences = preview.channels[0]!.audiences.map(({ audience }) => audience);
      expect(audiences).to.deep.equal([{}, { lang: 'fr' }]);
    });
  });

  describe('editing an entry', () => {
    it('TL4 leaves what is on air alone when its end moves, and TL2 the past as it was', async () => {
      const { entryId } = await loopOnAir();
      const at = NOW_MS + SECOND_MS + 200;
      const before = await rig.onAir(at);
      const endsAt = NOW_MS + 8 * SECOND_MS;
      resultOf(await rig.editor.editEntry('c', entryId, { endsAt }, BY));
      expect(await rig.onAir(at)).to.equal(before);
      expect(await rig.onAir(endsAt)).to.equal('slate slate@0');
      resultOf(await rig.editor.editEntry('c', entryId, { endsAt: null }, BY));
      expect(await rig.onAir(endsAt)).to.equal('media b@90');
      const texts = (await rig.reader.versions('c', { limit: 2 })).items.map(({ text }) => text);
      expect(texts[1]).to.equal('Changed "The ab": end none → 2026-06-01T12:00:08.000Z');
    });

    it('needs force to move what is on air, and is guarded by the revision it was made from', async () => {
      const { entryId } = await loopOnAir();
      const move = { startsAt: NOW_MS - 6 * SECOND_MS };
      const stale = { ...BY, force: true, expectedRevision: 99 };
      expect((await refusalOf(rig.editor.editEntry('c', entryId, move, stale))).code).to.equal('stale-revision');
      expect((await refusalOf(rig.editor.editEntry('c', entryId, move, BY))).code).to.equal('on-air-change');
      const { addedIn } = resultOf(await rig.editor.editEntry('c', entryId, move, { ...BY, force: true }));
      expect(addedIn).to.equal(await versionNow());
    });

    it('makes no version of an edit that changes nothing', async () => {
      const { entryId } = await loopOnAir();
      const version = await versionNow();
      await rig.editor.editEntry('c', entryId, { priority: 0, loop: true }, BY);
      expect(await versionNow()).to.equal(version);
    });

    it('never changes history: of an instant before, what was on air then is still told', async () => {
      const { entryId } = await loopOnAir();
      await rig.clock.advance(HOUR_MS);
      const then = NOW_MS + HOUR_MS / 2;
      const was = await rig.onAir(then);
      resultOf(await rig.editor.removeEntry('c', entryId, { ...BY, force: true }));
      await rig.clock.advance(HOUR_MS);
      expect(await rig.onAir(then))
        .to.equal(was)
        .and.match(/^media/);
      expect(await rig.onAir(NOW_MS + 2 * HOUR_MS)).to.match(/^slate/);
      expect(await rig.onAirNewest(then)).to.match(/^slate/);
    });
  });

  describe('editing a sequence', () => {
    it('TL4 takes over at the end of the airing item, on every channel that has it, in one transaction', async () => {
      const { sequenceId } = await loopOnAir();
      const other = { slug: 'd', name: 'D', visibility: 'public', targetLatencyMs: 200 } as const;
      await rig.editor.createChannel(
        { ...other, fillerMediaId: null, maxViewers: null, adaptiveLatency: false },
        'host',
      );
      await rig.editor.addEntry('d', { sequenceId, startsAt: NOW_MS + HOUR_MS }, BY);
      changes.length = 0;
      const at = NOW_MS + SECOND_MS + 200;
      const before = await rig.onAir(at);
      resultOf(await rig.editor.editSequence(sequenceId, { items: itemsOf('acb') }, BY));
      expect(before).to.equal('media a@186');
      expect(await rig.onAir(at)).to.equal(before);
      expect(await rig.onAir(NOW_MS + 5 * SECOND_MS - 1)).to.equal('media a@299');
      expect(await rig.onAir(NOW_MS + 5 * SECOND_MS)).to.equal('media c@0');
      expect(changes).to.have.deep.members([
        { slug: 'c', version: 3, effectiveAtMs: at, actor: 'host', action: 'sequence-edited' },
        { slug: 'd', version: 3, effectiveAtMs: at, actor: 'host', action: 'sequence-edited' },
      ]);
      const [entry] = (await rig.reader.schedule('d', { occurrences: false })).entries;
      expect(entry).to.include({ sequenceRevision: 2 });
    });

    it('TL5 is refused when it makes an entry longer than its gap, and names what is in the way and where', async () => {
      const sequenceId = await rig.sequence('a');
      const next = await rig.sequence('b');
      const startsAt = NOW_MS + HOUR_MS;
      await rig.editor.addEntry('c', { sequenceId, startsAt }, BY);
      const { id } = resultOf(
        await rig.editor.addEntry('c', { sequenceId: next, startsAt: startsAt + 15 * SECOND_MS }, BY),
      );
      const { code, details } = await refusalOf(rig.editor.editSequence(sequenceId, { items: itemsOf('ab') }, BY));
      expect(code).to.equal('schedule-conflict');
      expect((details as { conflict: object }).conflict).to.include({ channel: 'c', entryId: id });
      expect(await rig.store.sequences.find(sequenceId)).to.include({ revision: 1 });
    });

    it('is a new revision for a new name, but no new version of any schedule', async () => {
      const { sequenceId } = await loopOnAir();
      const version = await versionNow();
      const renamed = resultOf(await rig.editor.editSequence(sequenceId, { name: 'Morning' }, BY));
      expect(renamed).to.include({ name: 'Morning', revision: 2 });
      expect(await versionNow()).to.equal(version);
      const stale = { ...BY, expectedRevision: 1 };
      const { code } = await refusalOf(rig.editor.editSequence(sequenceId, { name: 'Evening' }, stale));
      expect(code).to.equal('stale-revision');
    });

    it('takes media that is ready, and trims that leave something', async () => {
      const source = { sha256: 'x', bytes: 1, filename: 'x.mp4' };
      await rig.store.library.add({ id: 'new', title: 'New', source }, 0);
      const refused = async (items: object[]) => {
        const { code, message } = await refusalOf(rig.editor.createSequence({ name: 'S', items: items as never }));
        return `${code} ${message}`;
      };
      expect(await refused([{ mediaId: 'none' }])).to.match(/^media-unknown .*none/);
      expect(await refused([{ mediaId: 'a' }, { mediaId: 'new' }])).to.match(/^media-not-ready "New" is queued/);
      expect(await refused([{ mediaId: 'a', inMs: 10_000 }])).to.match(/^bad-request items\.0: .*"a"/);
      const variants = [{ when: {}, mediaId: 'none' }];
      expect(await refused([{ slot: { name: 's', variants, fallbackMediaId: 'a' } }])).to.match(/^media-unknown/);
      expect(await rig.store.sequences.list()).to.deep.equal([]);
    });

    it('is deleted only when nothing has it', async () => {
      const { sequenceId, entryId } = await loopOnAir();
      const { code, details } = await refusalOf(rig.editor.removeSequence(sequenceId));
      expect(code).to.equal('sequence-in-use');
      expect(details).to.deep.equal({ usedBy: [{ channel: 'c', entryId }] });
      await rig.editor.removeEntry('c', entryId, { ...BY, force: true });
      await rig.editor.removeSequence(sequenceId);
      expect((await refusalOf(rig.editor.removeSequence(sequenceId))).code).to.equal('sequence-unknown');
      expect(await rig.onAir(NOW_MS + SECOND_MS), 'in the past').to.match(/^media/);
    });
  });

  describe('undo', () => {
    it('makes a new version of an earlier one, with its entries and its filler', async () => {
      const { entryId, sequenceId } = await loopOnAir();
      const version = await versionNow();
      await rig.editor.editChannel('c', { fillerMediaId: 'filler' }, { ...BY, force: true });
      const later = { sequenceId, startsAt: NOW_MS + HOUR_MS, priority: 1 };
      await rig.editor.addEntry('c', later, BY);
      await rig.editor.removeEntry('c', entryId, { ...BY, force: true });
      expect((await refusalOf(rig.editor.undo('c', version, BY))).code).to.equal('on-air-change');
      const made = resultOf(await rig.editor.undo('c', version, { ...BY, force: true }));
      expect(made).to.equal(version + 4);
      const { entries, fillerMediaId } = await rig.reader.schedule('c', { occurrences: false });
      expect(entries.map(({ id }) => id)).to.deep.equal([entryId]);
      expect(fillerMediaId).to.equal(null);
      expect((await rig.reader.versions('c', { limit: 1 })).items[0]!.text).to.equal(`Restored version ${version}`);
    });

    it('goes back to the revision of a sequence that was played then', async () => {
      const { sequenceId } = await loopOnAir();
      const version = await versionNow();
      await rig.editor.editSequence(sequenceId, { items: itemsOf('ac') }, BY);
      resultOf(await rig.editor.undo('c', version, BY));
      expect(await rig.onAir(NOW_MS + 5 * SECOND_MS)).to.equal('media b@0');
    });

    it('is refused when a media or a sequence that it needs is gone', async () => {
      const sequenceId = await rig.sequence('ab');
      const { id } = resultOf(await rig.editor.addEntry('c', { sequenceId, startsAt: NOW_MS + HOUR_MS }, BY));
      await rig.editor.removeEntry('c', id, BY);
      await rig.editor.removeSequence(sequenceId);
      await rig.store.library.remove('b', undefined, NOW_MS);
      const { code, details } = await refusalOf(rig.editor.undo('c', 2, BY));
      expect(code).to.equal('version-incomplete');
      expect(details).to.deep.equal({ media: ['b'], sequences: [sequenceId] });
      expect((await refusalOf(rig.editor.undo('c', 99, BY))).code).to.equal('version-unknown');
    });
  });

  describe('channels', () => {
    const channel = { slug: 'd', name: 'D', visibility: 'token', targetLatencyMs: 300 } as const;

    it('are made, edited under guard and told of', async () => {
      const told: unknown[] = [];
      rig.editor.on('channel', (change) => told.push(change));
      await rig.editor.createChannel({ ...channel, fillerMediaId: 'a', maxViewers: 5, adaptiveLatency: false }, 'host');
      const again = rig.editor.createChannel(
        { ...channel, fillerMediaId: null, maxViewers: null, adaptiveLatency: false },
        'host',
      );
      expect((await refusalOf(again)).code).to.equal('channel-exists');
      const edit = { maxViewers: null, visibility: 'public' } as const;
      const edited = resultOf(await rig.editor.editChannel('d', edit, { ...BY, expectedRevision: 1 }));
      expect(edited).to.deep.include({ ...edit, targetLatencyMs: 300, revision: 2, scheduleVersion: 1 });
      const stale = rig.editor.editChannel('d', { name: 'E' }, { ...BY, expectedRevision: 1 });
      expect((await refusalOf(stale)).code).to.equal('stale-revision');
      expect(told).to.deep.equal([
        { slug: 'd', change: 'created' },
        { slug: 'd', change: 'edited' },
      ]);
    });

    it('TL4 get another filler with force while it is on air, and without when it is not', async () => {
      const filler = { fillerMediaId: 'filler' };
      expect((await refusalOf(rig.editor.editChannel('c', filler, BY))).code).to.equal('on-air-change');
      await loopOnAir();
      const edited = resultOf(await rig.editor.editChannel('c', filler, BY));
      expect(edited).to.include({ fillerMediaId: 'filler', scheduleVersion: await versionNow() });
      expect(changes).to.have.lengthOf(1);
    });

    it('are deleted with force while something is on air or somebody watches', async () => {
      await loopOnAir();
      expect((await refusalOf(rig.editor.removeChannel('c', BY))).code).to.equal('on-air-change');
      await rig.editor.createChannel(
        { ...channel, fillerMediaId: null, maxViewers: null, adaptiveLatency: false },
        'host',
      );
      rig.connected.push({});
      expect((await refusalOf(rig.editor.removeChannel('d', BY))).code).to.equal('on-air-change');
      expect(previewOf(await rig.editor.removeChannel('d', { ...BY, dryRun: true })).needsForce).to.equal(true);
      rig.connected.length = 0;
      await rig.editor.removeChannel('d', BY);
      await rig.editor.removeChannel('c', { ...BY, force: true });
      expect(await rig.store.channels.list()).to.deep.equal([]);
    });
  });
});
