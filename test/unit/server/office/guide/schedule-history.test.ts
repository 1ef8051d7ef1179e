import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { GuideBook } from '../../../../../server/office/guide/guide-book.js';
import { programmesIn } from '../../../../../server/office/guide/programmes.js';
import { ScheduleHistory } from '../../../../../server/office/guide/schedule-history.js';
import { planChannel } from '../../../../../server/office/planning/channel-timeline.js';
import type { ChannelContent } from '../../../../../server/office/store/channel-content.js';
import type { ScheduleChange } from '../../../../../server/office/store/schedule-store.js';
import { Store } from '../../../../../server/office/store/store.js';
import { CodedError } from '../../../../../shared/errors.js';
import { frameTimeMs, gridFor } from '../../../../../shared/timeline/grid.js';
import { position } from '../../../../../shared/timeline/position.js';
import { directoryOf } from '../../../../support/channel-directory.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const grid = gridFor(30);
const T0 = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const media = (id: string, frames: number) => ({ id, objectId: id, title: id, fps: 30, frames, createdAtMs: 0 });
const slate = media('slate', 300);

describe('the history of a schedule', () => {
  let store: Store;
  let history: ScheduleHistory;
  /** How many versions of the past were. */
  let compiled: number;
  let nowMs: number;

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('history'), 'streamsync.db'), T0);
    for (const id of ['one', 'two', 'three']) {
      await store.media.add(media(id, 18_000));
      await store.sequences.add({ id, name: id, items: [{ mediaId: id }] });
    }
    await store.channels.add(
      { slug: 'films', name: 'Films', visibility: 'public', targetLatencyMs: 200, fillerMediaId: null },
      { actor: 'server', atMs: T0, effectiveAtMs: T0 },
    );
    const directory = directoryOf({ store, grid, slate });
    compiled = 0;
    nowMs = T0;
    const plan = (content: ChannelContent) => {
      compiled += 1;
      return planChannel(content, grid, slate);
    };
    const clock = { now: () => nowMs };
    history = new ScheduleHistory({ store, directory, grid, plan, clock });
  });
  afterEach(() => store.close());

  const looping = (sequenceId: string): NonNullable<ScheduleChange['add']>[number] => ({
    ...{ id: sequenceId, channelSlug: 'films', sequenceId, startsAtMs: T0, endsAtMs: null, loops: true },
    ...{ repeat: null, timeZone: null, priority: 0, when: {}, runs: [{ fromMs: null, revision: 1, originMs: null }] },
  });
  const change = (hours: number, fields: Partial<ScheduleChange>) =>
    store.schedule.commit({
      ...{ slug: 'films', actor: 'admin', action: 'test', summary: {} },
      ...{ atMs: T0 + hours * HOUR_MS - 200, effectiveAtMs: T0 + hours * HOUR_MS, ...fields },
    });
  const onAirAt = async (hours: number) => {
    const atMs = T0 + hours * HOUR_MS;
    const lineup = await history.lineupAt('films', {}, atMs);
    return `${lineup.version} ${position(lineup, atMs).airing.item.mediaId}`;
  };
  const course = async (from: number, to: number) => {
    const { stretches, cutAtMs, revisedAtMs } = await history.course(
      'films',
      {},
      T0 + from * HOUR_MS,
      T0 + to * HOUR_MS,
    );
    const hours = (frame: number) => (frameTimeMs(grid, frame) - T0) / HOUR_MS;
    return {
      told: stretches.map((one) => `${one.lineup.version}: ${hours(one.fromFrame)}–${hours(one.toFrame)}`),
      programmes: programmesIn(stretches, 100).programmes.map((one) => `${one.item.mediaId} ${hours(one.startFrame)}`),
      cutAt: cutAtMs === null ? null : (cutAtMs - T0) / HOUR_MS,
      revisedAtMs,
    };
  };

  it('tells of each instant what the version then in force had on air', async () => {
    await change(1, { add: [looping('one')] });
    await change(5, { remove: ['one'], add: [looping('two')] });
    await change(9, { remove: ['two'] });
    expect(await Promise.all([-1, 0, 1, 4.99, 5, 8.99, 9, 1000].map(onAirAt))).to.deep.equal([
      '1 slate',
      '1 slate',
      '2 one',
      '2 one',
      '3 two',
      '3 two',
      '4 slate',
      '4 slate',
    ]);
  });

  it('runs through the versions of a range, one after the other', async () => {
    await change(1, { add: [looping('one')] });
    await change(5, { remove: ['one'], add: [looping('two')] });
    const { told, programmes, cutAt, revisedAtMs } = await course(0.5, 5.1);
    expect(told).to.deep.equal(['1: 0.5–1', '2: 1–5', '3: 5–5.1']);
    expect(programmes.at(0)).to.equal('slate 0.5');
    expect(programmes.at(1)).to.equal('one 1');
    expect(programmes.at(-1)).to.equal('two 5');
    expect(cutAt).to.equal(null);
    expect(revisedAtMs).to.equal(T0 + 5 * HOUR_MS - 200);
    expect((await course(6, 8)).told).to.deep.equal(['3: 6–8']);
  });

  it('has the last of several versions that took effect at once', async () => {
    await change(1, { add: [looping('one')] });
    await change(1, { remove: ['one'], add: [looping('two')] });
    await change(1, { remove: ['two'], add: [looping('three')] });
    expect((await course(0, 2)).told).to.deep.equal(['1: 0–1', '4: 1–2']);
    expect(await onAirAt(1)).to.equal('4 three');
  });

  it('is told in parts when there were too many versions, each going on where the one before was cut', async () => {
    for (let version = 0; version < 30; version += 1) await change(1 + version, { fillerMediaId: 'one' });
    const first = await course(0.5, 100);
    expect(first.told).to.have.length(20);
    expect(first.told.at(-1)).to.equal('20: 19–20');
    expect(first.cutAt).to.equal(20);
    const second = await course(20, 100);
    expect([second.told[0], second.told.at(-1), second.cutAt]).to.deep.equal(['21: 20–21', '31: 30–100', null]);
  });

  it('TL2 has guides that agree with what was on air, whoever edited what when', async function () {
    this.timeout(30_000);
    const edit = fc.record({
      afterSteps: fc.integer({ min: 0, max: 200 }),
      take: fc.constantFrom('one', 'two', 'three'),
      when: fc.constantFrom({}, { lang: 'fr' }),
    });
    const audience = fc.constantFrom({}, { lang: 'fr' });
    const channel = { slug: 'films', name: 'Films' };
    let onAir = new Set<string>();
    let hours = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        audience,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        async (edits, whose, places) => {
          const fromHours = hours + 0.1;
          for (const { afterSteps, take, when } of edits) {
            hours += afterSteps / 20;
            const add = onAir.has(take) ? [] : [{ ...looping(take), when }];
            await change(hours, { add, remove: onAir.has(take) ? [take] : [] });
            onAir = new Set([...onAir].filter((id) => id !== take).concat(add.map(({ id }) => id)));
          }
          hours += 1;
          const [fromMs, toMs] = [T0 + fromHours * HOUR_MS, T0 + hours * HOUR_MS];
          const asked = { channel, audience: whose, fromMs, toMs };
          const { guide } = await new GuideBook(history).guide({ ...asked, detail: 'items' }, () => {});
          const wholes = (await new GuideBook(history).guide({ ...asked, detail: 'sequences' }, () => {})).guide;
          for (const place of places.take(20)) {
            const atMs = fromMs + place * (toMs - fromMs);
            const { airing, globalFrame } = position(await history.lineupAt('films', whose, atMs), atMs);
            const told = guide.programmes.find((one) => one.startFrame <= globalFrame && globalFrame < one.endFrame);
            expect(told?.item.mediaId).to.equal(airing.item.mediaId);
            const whole = wholes.programmes.find((one) => one.startFrame <= globalFrame && globalFrame < one.endFrame);
            expect(whole?.sequenceId).to.equal(airing.sequenceId);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('compiles a version of the past once for all who ask, at once or later, and lets the first one pay', async () => {
    await change(1, { add: [looping('one')] });
    await change(5, { remove: ['one'], add: [looping('two')] });
    await change(9, { remove: ['two'] });
    const points: number[] = [];
    const ask = (hours: number) =>
      history.lineupAt('films', {}, T0 + hours * HOUR_MS, (paid) => {
        points.push(paid);
      });
    await Promise.all([1.1, 1.2, 1.3, 4].map(ask));
    expect(compiled).to.equal(1);
    await ask(4.5);
    await ask(6);
    expect(compiled).to.equal(2);
    expect(points.filter((paid) => paid >= 20)).to.have.length(2);
    const paidBefore = points.length;
    await ask(2);
    expect(points, 'for what is at hand').to.have.length(paidBefore);
    await ask(1000);
    expect(points.at(-1), 'for another week').to.be.within(1, 19);
  });

  it('works nothing out for who cannot pay', async () => {
    await change(1, { add: [looping('one')] });
    await change(5, { remove: ['one'] });
    const broke = () => {
      throw new CodedError('rate-limited');
    };
    const refused = await history.lineupAt('films', {}, T0 + 2 * HOUR_MS, broke).catch((thrown: unknown) => thrown);
    expect(refused).to.include({ code: 'rate-limited' });
    expect(compiled).to.equal(0);
  });

  it('tells of media by the name that it has now', async () => {
    await change(1, { add: [looping('one')] });
    await change(5, { remove: ['one'] });
    const titleThen = async () =>
      position(await history.lineupAt('films', {}, T0 + 2 * HOUR_MS), T0 + 2 * HOUR_MS).airing.item.title;
    expect(await titleThen()).to.equal('one');
    await store.library.rename('one', 'First', undefined, T0);
    history.refreshMedia('one');
    expect(await titleThen()).to.equal('First');
  });

  it('tells of what was on air by its title when it is deleted since, and of what is yet to come as it will be', async () => {
    const oneHour = { ...looping('one'), endsAtMs: T0 + 2 * HOUR_MS, loops: true };
    await change(1, { add: [oneHour, { ...looping('two'), startsAtMs: T0 + 2 * HOUR_MS }] });
    nowMs = T0 + 3 * HOUR_MS;
    const was = await course(1, 4);
    await store.sequences.revise('one', { name: 'one', items: [{ mediaId: 'three' }] }, nowMs);
    const removal = await store.library.remove('one', undefined, nowMs);
    expect(removal.outcome).to.equal('removed');
    history.refreshMedia('one');
    const lineup = await history.lineupAt('films', {}, T0 + 1.5 * HOUR_MS);
    expect(position(lineup, T0 + 1.5 * HOUR_MS).airing.item).to.include({
      kind: 'media',
      mediaId: 'one',
      title: 'one',
    });
    expect((await course(1, 4)).programmes).to.deep.equal(was.programmes);
    await change(5, { remove: ['one'] });
    expect((await course(1, 4)).programmes, 'by a version of the past').to.deep.equal(was.programmes);
  });

  it('makes a guide once for all who ask within the same programme, and anew for another name', async () => {
    await change(1, { add: [looping('one')] });
    const book = new GuideBook(history);
    const channel = { slug: 'films', name: 'Films' };
    const asked = (minutes: number) => ({
      ...{ channel, audience: {}, fromMs: T0 + 2 * HOUR_MS + minutes * 60_000, toMs: T0 + 30 * HOUR_MS },
    });
    const ask = (minutes: number, detail: 'items' | 'sequences' = 'sequences') =>
      book.guide({ ...asked(minutes), detail }, () => {});
    const [first, second] = await Promise.all([ask(1), ask(2)]);
    expect(second).to.equal(first);
    expect(await ask(5)).to.equal(first);
    expect(await ask(5, 'items')).not.to.equal(first);
    expect((await ask(45)).tag, 'from within another programme').not.to.equal(first.tag);
    await store.sequences.revise('one', { name: 'Season', items: [{ mediaId: 'one' }] }, T0 + 3 * HOUR_MS);
    const renamed = await ask(5);
    expect(renamed.guide.sequenceNames.get('one')).to.equal('Season');
    expect(renamed.guide.revisedAtMs, 'when it was renamed').to.equal(T0 + 3 * HOUR_MS);
    expect(renamed.tag).not.to.equal(first.tag);
    await store.library.rename('one', 'First', undefined, T0 + 4 * HOUR_MS);
    const anew = await new GuideBook(history).guide({ ...asked(5), detail: 'items' }, () => {});
    expect(anew.guide.revisedAtMs, 'when a media was renamed').to.equal(T0 + 4 * HOUR_MS);
  });

  it('knows no channel that there is none of', async () => {
    const error = await history.lineupAt('none', {}, T0).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'channel-unknown' });
  });
});
