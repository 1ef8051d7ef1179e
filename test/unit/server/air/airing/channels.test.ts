import { expect } from 'chai';
import { Channels } from '../../../../../server/air/airing/channels.js';
import type { ChannelCard, ChannelEdition } from '../../../../../server/link/messages.js';
import { CodedError } from '../../../../../shared/errors.js';
import { type AiringWindow, airingWindow } from '../../../../../shared/timeline/airing-window.js';
import type { Audience } from '../../../../../shared/timeline/audience.js';
import { frameAt, frameTimeMs, gridFor } from '../../../../../shared/timeline/grid.js';
import { position } from '../../../../../shared/timeline/position.js';
import { compileSequence } from '../../../../../shared/timeline/sequence.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';
import { compileLoops, item, slate } from '../../../../support/timeline-items.js';

const grid = gridFor(30);
const NOW_MS = Date.UTC(2026, 5, 1);
const LIMITS = { horizonS: 600, mostSpans: 10, mostItems: 100 };
const card: ChannelCard = {
  ...{ slug: 'tv', name: 'TV', visibility: 'public', targetLatencyMs: 200, adaptiveLatency: false, maxViewers: null },
  createdAtMs: 0,
};

/** An office whose channels loop one media for each language, and which may be away. */
class TestOffice {
  isAway = false;
  asked = 0;
  readonly channels = new Map<string, ChannelEdition & { plays: string }>();
  /** Runs before the next answer with a window. */
  onAiring: (() => void) | undefined;

  edit(slug: string, plays: string, change: Partial<ChannelCard> = {}): void {
    const before = this.channels.get(slug);
    this.channels.set(slug, {
      card: { ...card, slug, ...before?.card, ...change },
      version: plays === before?.plays ? before.version : (before?.version ?? 0) + 1,
      effectiveAtMs: NOW_MS,
      decisions: [[{ lang: 'fr' }]],
      samples: [{}, { lang: 'fr' }],
      plays,
    });
  }

  async edition(slug: string): Promise<ChannelEdition> {
    if (this.isAway) throw new CodedError('not-ready');
    const found = this.channels.get(slug);
    if (found === undefined) throw new CodedError('channel-unknown');
    const { plays: _, ...edition } = found;
    return edition;
  }

  async airing(slug: string, audience: Audience, fromFrame: number): Promise<AiringWindow> {
    if (this.isAway) throw new CodedError('not-ready');
    this.asked += 1;
    const before = this.onAiring;
    this.onAiring = undefined;
    before?.();
    const { plays, version } = this.channels.get(slug)!;
    const name = audience['lang'] === 'fr' ? `${plays}-fr` : plays;
    const sequence = compileSequence('s', 1, [item(name, 300)]);
    const entry = { id: 'e', sequence, startFrame: 0, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
    return airingWindow(compileLoops({ version, grid, entries: [entry], gapFill: slate(300) }), fromFrame, LIMITS);
  }
}

describe('channels on air', () => {
  let clock: ManualClock;
  let office: TestOffice;
  let watching: Audience[];
  let channels: Channels;
  let told: string[];

  beforeEach(() => {
    clock = new ManualClock(NOW_MS);
    office = new TestOffice();
    office.edit('tv', 'news');
    watching = [];
    channels = new Channels({ source: office, clock, grid, slate: slate(300), watching: () => watching });
    told = [];
    channels
      .on('changed', (slug) => told.push(`changed ${slug}`))
      .on('removed', (slug) => told.push(`removed ${slug}`));
  });
  afterEach(() => {
    channels.close();
    expect(clock.timerCount).to.equal(0);
  });

  const onAir = (audience: Audience = {}) =>
    position(channels.onAir('tv', audience).lineup, clock.now()).airing.item.mediaId;
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => CodedError.from(error).code,
    );

  it('serve what the office tells, each audience its own, and ask once for all who come at once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => channels.open('tv', {})));
    await Promise.all(Array.from({ length: 50 }, (_, id) => channels.open('tv', { lang: 'fr', viewer: `${id}` })));
    expect([onAir(), onAir({ lang: 'de' }), onAir({ lang: 'fr' })]).to.deep.equal(['news', 'news', 'news-fr']);
    expect(office.asked).to.be.at.most(53);
    const again = office.asked;
    await channels.open('tv', { lang: 'fr', viewer: 'late' });
    expect(office.asked).to.equal(again);
    expect(await refusal(channels.open('none', {}))).to.equal('channel-unknown');
  });

  it('go over to a new version in one step for everybody, whoever came while it was read', async () => {
    watching = [{}];
    await channels.open('tv', {});
    office.edit('tv', 'sport');
    office.onAiring = () => {
      watching = [{}, { lang: 'fr' }];
    };
    const seen: string[] = [];
    channels.on('changed', () => seen.push(...watching.map((audience) => onAir(audience))));
    channels.refresh('tv');
    expect(onAir()).to.equal('news');
    await settle();
    expect(seen).to.deep.equal(['sport', 'sport-fr']);
  });

  it('never mix two versions, when an edit comes in between two answers', async () => {
    watching = [{}, { lang: 'fr' }];
    office.onAiring = () => office.edit('tv', 'sport');
    await channels.open('tv', {});
    expect([onAir(), onAir({ lang: 'fr' })]).to.deep.equal(['sport', 'sport-fr']);
    expect(channels.onAir('tv', {}).lineup.version).to.equal(2);
  });

  it('go on with what is known while the office is away, let viewers join it, and say until when it is known', async () => {
    await channels.open('tv', { lang: 'fr' });
    office.isAway = true;
    await clock.advance(300_000);
    watching = [{ lang: 'fr' }];
    expect((await channels.open('tv', { lang: 'fr', viewer: 'new' })).channel.name).to.equal('TV');
    expect(onAir({ lang: 'fr' })).to.equal('news-fr');
    expect(channels.knownUntilMs).to.equal(NOW_MS + 540_000);
    expect(await refusal(channels.open('other', {}))).to.equal('not-ready');
    await clock.advance(300_000);
    expect(onAir({ lang: 'fr' }), 'TL1').to.equal('slate');
  });

  it('know of edits that were made while they could not be told, as soon as the office is back', async () => {
    watching = [{}];
    await channels.open('tv', {});
    const { lineup } = channels.onAir('tv', {});
    office.isAway = true;
    channels.refresh('tv');
    await settle();
    office.isAway = false;
    await channels.resume(['tv']);
    expect(told, 'nothing is new').to.deep.equal(['changed tv']);
    office.edit('tv', 'sport');
    await channels.resume(['tv']);
    expect(onAir()).to.equal('sport');
    expect(lineup.version).to.equal(1);
  });

  it('read a change again until it can be read', async () => {
    watching = [{}];
    await channels.open('tv', {});
    office.edit('tv', 'sport');
    office.isAway = true;
    channels.refresh('tv');
    await clock.advance(3000);
    expect(onAir()).to.equal('news');
    office.isAway = false;
    await clock.advance(1000);
    expect(onAir()).to.equal('sport');
  });

  it('renew windows long before they end, without a word to viewers, and keep the lineups that those have', async () => {
    watching = [{}];
    await channels.open('tv', {});
    const { lineup } = channels.onAir('tv', {});
    for (let minute = 0; minute < 60; minute += 1) {
      await clock.advance(60_000);
      expect(frameTimeMs(grid, lineup.knownUntilFrame) - clock.now()).to.be.above(240_000);
    }
    expect(channels.onAir('tv', {}).lineup).to.equal(lineup);
    expect(told).to.deep.equal([]);
    expect(lineup.knownUntilFrame).to.be.above(frameAt(grid, NOW_MS + 3_600_000));
  });

  it('know every channel there is before anybody asks, and the audiences that its conditions name', async () => {
    office.edit('else', 'film');
    await channels.resume(['tv', 'else']);
    office.isAway = true;
    expect((await channels.open('else', { lang: 'fr' })).lineup.version).to.equal(1);
    await channels.resume(['tv']);
    expect(told).to.deep.equal(['removed else']);
  });

  it('tell of another card, and let another target stand in for the channel’s own until that one counts again', async () => {
    watching = [{}];
    await channels.open('tv', {});
    channels.aim('tv', 350);
    expect((await channels.get('tv')).targetLatencyMs).to.equal(350);
    expect(channels.stored('tv')?.targetLatencyMs).to.equal(200);
    office.edit('tv', 'news', { maxViewers: 7 });
    channels.refresh('tv');
    await settle();
    expect(channels.onAir('tv', {}).channel).to.include({ targetLatencyMs: 350, maxViewers: 7 });
    channels.aim('tv', null);
    expect(channels.onAir('tv', {}).channel.targetLatencyMs).to.equal(200);
    expect(told).to.deep.equal(['changed tv', 'changed tv', 'changed tv']);
  });

  it('have lineups for everybody only as long as they are public', async () => {
    watching = [{ lang: 'fr' }];
    office.edit('private', 'secrets', { visibility: 'token' });
    await channels.resume(['tv', 'private']);
    const items = () => channels.publicLineups.map((lineup) => position(lineup, clock.now()).airing.item.mediaId);
    expect(items()).to.have.members(['news', 'news-fr']);
    office.edit('tv', 'news', { visibility: 'token' });
    office.edit('private', 'secrets', { visibility: 'public' });
    for (const slug of ['tv', 'private']) channels.refresh(slug);
    await settle();
    expect(items()).to.have.members(['secrets', 'secrets-fr']);
  });

  it('are gone when the office says so', async () => {
    await channels.open('tv', {});
    office.channels.delete('tv');
    channels.refresh('tv');
    await settle();
    expect(told).to.deep.equal(['removed tv']);
    expect(channels.find('tv', {})).to.equal(undefined);
  });
});
