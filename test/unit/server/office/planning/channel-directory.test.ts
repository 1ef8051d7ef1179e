import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import type { ChannelDirectory } from '../../../../../server/office/planning/channel-directory.js';
import type { MediaRecord } from '../../../../../server/office/store/media-store.js';
import { Store } from '../../../../../server/office/store/store.js';
import { CodedError } from '../../../../../shared/errors.js';
import { position } from '../../../../../shared/timeline/position.js';
import { directoryOf } from '../../../../support/channel-directory.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const NOW_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const slate: MediaRecord = { id: 'slate', objectId: 'slate', title: 'Slate', fps: 30, frames: 300, createdAtMs: 0 };

describe('channel directory', () => {
  let store: Store;
  let directory: ChannelDirectory;
  let told: string[];

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('directory'), 'streamsync.db'), NOW_MS);
    for (const id of ['one', 'two', 'other']) {
      await store.media.add({ id, objectId: `object-${id}`, title: id, fps: 30, frames: 300, createdAtMs: 0 });
    }
    await store.sequences.add({ id: 'loop', name: 'Loop', items: [{ mediaId: 'one' }] });
    await store.sequences.add({ id: 'own', name: 'Own', items: [{ mediaId: 'two' }] });
    for (const slug of ['tv', 'else']) {
      await store.channels.add({ slug, name: slug, visibility: 'public', targetLatencyMs: 200, fillerMediaId: null });
    }
    await add('tv', 'loop', 0, {}, NOW_MS - HOUR_MS);
    directory = directoryOf({ store, slate });
    told = [];
    directory.on('changed', (slug) => told.push(`changed ${slug}`));
    directory.on('removed', (slug) => told.push(`removed ${slug}`));
  });
  afterEach(async () => {
    await store.close();
  });

  const entryOf = (channelSlug: string, sequenceId: string, priority: number, when = {}) => ({
    ...{ id: `${sequenceId}-${priority}`, channelSlug, sequenceId, startsAtMs: NOW_MS - HOUR_MS, endsAtMs: null },
    ...{ loops: true, repeat: null, timeZone: null, priority, when },
    runs: [{ fromMs: null, revision: 1, originMs: null }],
  });
  async function add(
    slug: string,
    sequenceId: string,
    priority: number,
    when = {},
    effectiveAtMs = NOW_MS,
  ): Promise<void> {
    await store.schedule.commit({
      ...{ slug, action: 'added', summary: {}, actor: 'a host', atMs: effectiveAtMs, effectiveAtMs },
      add: [entryOf(slug, sequenceId, priority, when)],
    });
  }
  const onAirFor = async (audience: Record<string, string>) =>
    position(await directory.lineup('tv', audience), NOW_MS).airing.item.mediaId;

  it('reads a version once for all who find at the same time that it is not at hand', async () => {
    await directory.lineup('tv', {});
    let read = 0;
    const { content } = store.schedule;
    store.schedule.content = (slug, asOf) => {
      read += 1;
      return content.call(store.schedule, slug, asOf);
    };
    await add('tv', 'own', 1);
    const lineups = await Promise.all([1, 2, 3, 4].map(() => directory.lineup('tv', {})));
    expect(read).to.equal(1);
    for (const lineup of lineups) expect(lineup).to.equal(lineups[0]);
    expect(lineups[0]!.version).to.equal((await directory.get('tv')).scheduleVersion);
  });

  it('hands audiences that are treated alike one lineup, and others their own', async () => {
    await add('tv', 'own', 1, { viewer: 'bob' });
    const plain = await directory.lineup('tv', {});
    expect(await directory.lineup('tv', { lang: 'fr', viewer: 'eve' })).to.equal(plain);
    expect((await directory.lineup('tv', { viewer: 'bob' })).key).not.to.equal(plain.key);
    expect(await onAirFor({ viewer: 'bob' })).to.equal('two');
  });

  it('tells of a newer version when it is told to look, once', async () => {
    const before = await directory.lineup('tv', {});
    await add('tv', 'own', 1);
    await directory.refresh('tv');
    expect((await directory.lineup('tv', {})).version).to.equal(before.version + 1);
    expect(told).to.deep.equal(['changed tv']);
  });

  it('notices by itself when it is asked that there is a newer version', async () => {
    await directory.get('tv');
    await add('tv', 'own', 1);
    expect(await onAirFor({})).to.equal('two');
    expect(told).to.deep.equal(['changed tv']);
  });

  it('tells of edits of the channel itself, and of its end', async () => {
    await directory.get('tv');
    await store.channels.update('tv', { targetLatencyMs: 400 });
    await directory.refresh('tv');
    expect((await directory.get('tv')).targetLatencyMs).to.equal(400);
    await store.channels.remove('tv');
    await directory.refresh('tv');
    expect(told).to.deep.equal(['changed tv', 'removed tv']);
    const refusal = await directory.get('tv').catch((error: unknown) => CodedError.from(error).code);
    expect(refusal).to.equal('channel-unknown');
  });

  it('says nothing of channels that nobody asked for, and keeps nothing of those there are not', async () => {
    await directory.refresh('else');
    const refusal = await directory.get('none').catch((error: unknown) => CodedError.from(error).code);
    expect([refusal, ...told]).to.deep.equal(['channel-unknown']);
  });

  it('compiles anew what plays a media that is named otherwise, and nothing else', async () => {
    await directory.get('tv');
    await directory.get('else');
    const before = await directory.lineup('tv', {});
    await directory.refreshMedia('other');
    expect(await directory.lineup('tv', {})).to.equal(before);
    await directory.refreshMedia('one');
    const after = await directory.lineup('tv', {});
    expect(after).not.to.equal(before);
    expect(after.key).to.equal(before.key);
    expect(told).to.deep.equal(['changed tv']);
  });

  it('has a media off air that must be prepared anew, and on air again once that is done', async () => {
    const [entry] = await store.library.page({ limit: 1, search: 'one' });
    const before = position(await directory.lineup('tv', {}), NOW_MS);
    await store.library.moveOn('one', 'ready', { status: 'queued' }, NOW_MS);
    await directory.refreshMedia('one');
    const meanwhile = position(await directory.lineup('tv', {}), NOW_MS).airing;
    expect(meanwhile).to.include({ startFrame: before.airing.startFrame, endFrame: before.airing.endFrame });
    expect(meanwhile.item.kind).to.equal('slate');
    await store.library.moveOn('one', 'queued', entry!.state, NOW_MS);
    await directory.refreshMedia('one');
    expect(position(await directory.lineup('tv', {}), NOW_MS)).to.deep.equal(before);
    expect(told).to.deep.equal(['changed tv', 'changed tv']);
  });

  it('tells of a version once it has it worked out for all who watch, others having the thread in between', async () => {
    const watching = Array.from({ length: 20 }, (_, number) => ({ viewer: `${number}` }));
    for (const [number, when] of watching.entries()) await add('tv', 'own', number + 1, when);
    const connected = { audiencesOf: (slug: string) => (slug === 'tv' ? watching : []) };
    directory = directoryOf({ store, slate, connected });
    await directory.get('tv');
    await add('tv', 'own', 30);
    let turns = 0;
    let turnsUntilTold: number | undefined;
    directory.on('changed', () => {
      turnsUntilTold = turns;
    });
    const refreshed = directory.refresh('tv');
    for (; turnsUntilTold === undefined; turns += 1) await setImmediate();
    await refreshed;
    expect(turnsUntilTold).to.be.at.least(watching.length);
    expect(position(await directory.lineup('tv', watching[7]!), NOW_MS).airing.item.mediaId).to.equal('two');
  });

  it('has the newest rows in the end, however many edits come at once', async () => {
    await directory.get('tv');
    const refreshed: Promise<void>[] = [];
    for (let priority = 1; priority <= 5; priority += 1) {
      await add('tv', 'own', priority);
      refreshed.push(directory.refresh('tv'));
    }
    await Promise.all(refreshed);
    expect((await directory.get('tv')).scheduleVersion).to.equal((await store.channels.find('tv'))?.scheduleVersion);
  });
});
