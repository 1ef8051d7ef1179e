import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { pino } from 'pino';
import { App } from '../../server/app.js';
import type { ViewerView } from '../../shared/api/viewers.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { HostClient } from '../support/host-client.js';
import { SignalingViewer } from '../support/signaling-viewer.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';

const PASSWORD = 'correct horse battery';
const GOES_WITHIN_MS = 2000;
const COMES_ABOUT_WITHIN_MS = 5000;
const GIVEN_UP_AFTER_MS = 8500;

/** Hosts and viewers of the whole server, by its API and its signaling. */
describe('viewers of a channel that hosts edit', function () {
  this.timeout(60_000);
  let station: Station;
  let app: App;
  let host: HostClient;
  let slug: string;
  let made = 0;
  const viewers: SignalingViewer[] = [];

  before(async () => {
    station = await makeStation(await testLibrary());
    const settings = {
      ...{ ...station.env, DATA_DIR: station.dataDir, DEMO: '0', FFMPEG_BIN, FFPROBE_BIN, ADMIN_PASSWORD: PASSWORD },
      ...{ PORT: `${await freePorts(1)}`, RTC_PORT: `${await freePorts(1)}` },
      ...{ RTC_LISTEN_IP: '127.0.0.1', RTC_WORKERS: '1' },
    };
    app = await App.create(settings, pino({ level: 'silent' }));
    host = await HostClient.signIn(app.url, 'admin', PASSWORD);
  });
  beforeEach(async () => {
    made += 1;
    slug = `channel-${made}`;
    await host.send('POST', '/channels', { slug, name: 'A channel' });
  });
  afterEach(() => {
    for (const viewer of viewers.splice(0)) viewer.leave();
  });
  after(async () => {
    await app?.close();
  });

  async function viewer(): Promise<SignalingViewer> {
    const connected = await SignalingViewer.connect(app.url);
    viewers.push(connected);
    return connected;
  }
  /** How a new viewer fares who asks to join. */
  async function joins(token?: string): Promise<{ viewer: SignalingViewer; outcome: string }> {
    const asking = await viewer();
    const answer = await asking.join(slug, token);
    return { viewer: asking, outcome: answer.ok ? 'joined' : answer.error.code };
  }
  const issue = (request: object) =>
    host.send<{ token: string; tokenId: string }>('POST', `/channels/${slug}/tokens`, {
      ...{ viewerId: 'ann', expiresInSeconds: 600 },
      ...request,
    });
  const listed = () => host.get<{ total: number; items: ViewerView[] }>(`/channels/${slug}/viewers`);
  async function schedule(entry: object): Promise<void> {
    const items = [{ mediaId: station.plan.items[0]!.mediaId }];
    const { id } = await host.send<{ id: string }>('POST', '/sequences', { name: 'One', items });
    const startsAt = Date.now() + 3_600_000;
    await host.send('POST', `/channels/${slug}/schedule`, { sequenceId: id, startsAt, ...entry });
  }

  it('are listed for hosts: who, as what audience, with what they report', async () => {
    const { token } = await issue({ audience: { lang: 'fr' } });
    const { viewer: ann } = await joins(token);
    await joins();
    const report = { latencyMs: 210, skewMs: 10, layer: 1, packetsLost: 3, packetsReceived: 900 };
    const rest = {
      joinMs: 200,
      rttMs: 1,
      sync: 'holding',
      clockErrorMs: 1,
      bufferMs: 80,
      framesDropped: 0,
      freezes: 0,
    };
    const answer = await ann.ask('report', { ...report, ...rest });
    expect(answer.ok, JSON.stringify(answer)).to.equal(true);
    const { total, items } = await listed();
    expect(total).to.equal(2);
    expect(items[0]).to.deep.include({ viewerId: 'ann', audience: { lang: 'fr', viewer: 'ann' }, isConnected: true });
    expect(items[0]!.report).to.include(report);
    expect(items[1]).to.deep.include({ viewerId: null, audience: {}, report: null });
    expect(items[0]!.lineup).to.equal(items[1]!.lineup);
  });

  it('are no more than the channel has room for', async () => {
    const { viewer: first } = await joins();
    // An edit is answered before it is on air; a viewer is told of the target when it is.
    const onAir = first.next('target-latency');
    await host.send('PATCH', `/channels/${slug}`, { maxViewers: 2, targetLatencyMs: 300 });
    await onAir;
    expect((await joins()).outcome).to.equal('joined');
    expect((await joins()).outcome).to.equal('channel-full');
    // Who is in already may join again, as after a worker died.
    expect((await first.join(slug)).ok).to.equal(true);
    await first.ask('leave');
    expect((await joins()).outcome).to.equal('joined');
  });

  it('are no more at once than their token allows; one that was cut off comes back at once', async () => {
    const { token } = await issue({ maxSessions: 1 });
    const { viewer: first } = await joins(token);
    expect((await joins(token)).outcome).to.equal('token-in-use');
    first.cut();
    await eventually(async () => (await listed()).items[0]?.isConnected === false);
    expect((await joins(token)).outcome).to.equal('joined');
    expect((await listed()).total).to.equal(1);
  });

  it('are let go some seconds after they were cut off, however often the schedule is edited meanwhile', async () => {
    const { viewer: cutOff } = await joins();
    cutOff.cut();
    await eventually(async () => (await listed()).items[0]?.isConnected === false);
    await schedule({});
    expect((await listed()).total).to.equal(1);
    await wait(GIVEN_UP_AFTER_MS);
    expect((await listed()).total).to.equal(0);
  });

  it('go within two seconds when their token is revoked, and cannot come back with it', async () => {
    const { token, tokenId } = await issue({});
    const { viewer: ann } = await joins(token);
    const { viewer: other } = await joins();
    const ended = ann.next('ended');
    const revokedAtMs = Date.now();
    await host.send('DELETE', `/channels/${slug}/tokens/${tokenId}`);
    await ended;
    expect(Date.now() - revokedAtMs).to.be.below(GOES_WITHIN_MS);
    expect(ann.ends.map(({ code }) => code)).to.deep.equal(['token-revoked']);
    expect(other.ends).to.deep.equal([]);
    expect((await listed()).total).to.equal(1);
    const report = await ann.ask('restart-ice');
    expect(report.ok ? 'served' : report.error.code).to.equal('not-joined');
    const again = await ann.join(slug, token);
    expect(again.ok ? 'joined' : again.error.code).to.equal('token-revoked');
  });

  it('go when their token runs out', async () => {
    const { token } = await issue({ expiresInSeconds: 2 });
    const { viewer: ann } = await joins(token);
    await ann.next('ended');
    expect(ann.ends.map(({ code }) => code)).to.deep.equal(['token-expired']);
  });

  it('go when the channel becomes one by invitation, but for those who have one; and all when it is deleted', async () => {
    const { token } = await issue({});
    const { viewer: invited } = await joins(token);
    const { viewer: anybody } = await joins();
    const sentOut = anybody.next('ended');
    await host.send('PATCH', `/channels/${slug}`, { visibility: 'token' });
    await sentOut;
    expect(anybody.ends.map(({ code }) => code)).to.deep.equal(['token-required']);
    expect(invited.ends).to.deep.equal([]);
    const over = invited.next('ended');
    await host.send('DELETE', `/channels/${slug}?force=true`);
    await over;
    expect(invited.ends.map(({ code }) => code)).to.deep.equal(['channel-unknown']);
  });

  it('are told of every version, with the instant that it takes effect', async () => {
    const watching = await viewer();
    const joined = await watching.join(slug);
    if (!joined.ok) throw new Error(joined.error.message);
    const news = watching.next('timeline');
    await schedule({ startsAt: Date.now() + 60_000 });
    await news;
    const window = watching.timelines.at(-1)!;
    expect(window.version).to.equal(joined.timeline.version + 1);
    expect(window.effectiveAtMs - Date.now()).to.be.within(-2000, 500);
    expect(window.airings.map(({ kind }) => kind)).to.include.members(['slate', 'media']);
    expect(watching.moves).to.deep.equal([]);
  });

  it('are told of a new target latency', async () => {
    const { viewer: watching } = await joins();
    const news = watching.next('target-latency');
    await host.send('PATCH', `/channels/${slug}`, { targetLatencyMs: 450 });
    await news;
    expect(watching.targets).to.deep.equal([450]);
  });

  it('part when an edit is for some of them: the fewer are told to move, and join again where they belong', async () => {
    const { token } = await issue({ viewerId: 'bob' });
    const { viewer: bob } = await joins(token);
    const others = [(await joins()).viewer, (await joins()).viewer];
    const moved = bob.next('moved');
    await schedule({ when: { viewer: 'bob' } });
    await moved;
    expect(bob.moves.map(({ code }) => code)).to.deep.equal(['lineup-split']);
    expect((await bob.join(slug, token)).ok).to.equal(true);
    expect(others.flatMap(({ moves }) => moves)).to.deep.equal([]);
    const { total, items } = await listed();
    expect(total).to.equal(3);
    expect(new Set(items.map(({ lineup }) => lineup)).size).to.equal(2);
  });
});

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + COMES_ABOUT_WITHIN_MS;
  while (!(await isSo())) if (performance.now() > untilMs) throw new Error('it did not come about');
}
