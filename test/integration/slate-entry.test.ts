import { expect } from 'chai';
import { pino } from 'pino';
import { App } from '../../server/app.js';
import type { EditPreview } from '../../shared/api/edit.js';
import type { GuideAnswer } from '../../shared/api/guide.js';
import type { NowAnswer } from '../../shared/api/now.js';
import type { EntryView, VersionView } from '../../shared/api/schedule.js';
import { frameAt } from '../support/air-plan.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { HostClient } from '../support/host-client.js';
import { SignalingViewer } from '../support/signaling-viewer.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';

const PASSWORD = 'correct horse battery';
const MINUTE_MS = 60_000;
/** Far enough for nothing of it to be on air before the edits are made, near enough for viewers to be told of it. */
const AHEAD_MS = 60_000;

/** A whole server whose host takes a channel to the slate and back, by the API. */
describe('a channel that goes to the slate', function () {
  this.timeout(60_000);
  let station: Station;
  let app: App;
  let host: HostClient;
  let viewer: SignalingViewer;
  let schedule: string;
  /** From and until when the slate is planned, on the grid. */
  let fromMs: number;
  let untilMs: number;
  let entry: EntryView;

  before(async () => {
    station = await makeStation(await testLibrary());
    app = await start();
    host = await HostClient.signIn(app.url, 'admin', PASSWORD);
    schedule = `/channels/${station.channel}/schedule`;
    viewer = await SignalingViewer.connect(app.url);
    const joined = await viewer.join(station.channel);
    expect(joined.ok).to.equal(true);
    fromMs = Math.ceil((Date.now() + AHEAD_MS) / 100) * 100;
    untilMs = fromMs + 5 * MINUTE_MS;
  });
  after(async () => {
    viewer?.leave();
    await app?.close();
  });

  async function start(): Promise<App> {
    const settings = {
      ...{ ...station.env, DATA_DIR: station.dataDir, DEMO: '0', FFMPEG_BIN, FFPROBE_BIN, ADMIN_PASSWORD: PASSWORD },
      ...{ PORT: `${await freePorts(1)}`, RTC_PORT: `${await freePorts(1)}` },
      ...{ RTC_LISTEN_IP: '127.0.0.1', RTC_WORKERS: '1' },
    };
    return App.create(settings, pino({ level: 'silent' }));
  }

  const slate = () => ({ sequenceId: null, startsAt: fromMs, endsAt: untilMs, priority: 7 });
  const now = (atMs: number) => host.get<NowAnswer>(`/channels/${station.channel}/now?at=${atMs}`);
  const versions = async () => (await host.get<{ items: VersionView[] }>(`${schedule}/versions?limit=5`)).items;
  const plannedAt = (atMs: number) => {
    const { item, frame } = frameAt(station.plan, atMs);
    return { kind: 'media', mediaId: item.mediaId, frame };
  };
  const guideOf = (form: string) => fetch(`${app.url}/api/v1/channels/${station.channel}/guide.${form}?${around()}`);
  const around = () => `from=${fromMs - MINUTE_MS}&to=${untilMs + MINUTE_MS}`;

  it('is told beforehand what would change, and nothing does', async () => {
    const before = (await versions())[0]!.version;
    const preview = await host.send<EditPreview>('POST', `${schedule}?dryRun=true`, slate());
    expect(preview).to.deep.include({ conflict: null, needsForce: false });
    const [{ from, before: was, after } = expect.fail('no change')] = preview.channels[0]!.audiences[0]!.changes;
    expect(from).to.equal(fromMs);
    expect(was.mediaId).to.equal(plannedAt(fromMs).mediaId);
    expect(after).to.include({ kind: 'slate', sequenceId: null, offsetMs: 0 });
    expect((await versions())[0]!.version).to.equal(before);
  });

  it('TL1 TL5 has it on air from its first frame to its last, and the programme around it in step', async () => {
    const told = viewer.next('timeline');
    entry = await host.send<EntryView>('POST', schedule, slate());
    expect(entry).to.include({ sequenceId: null, startsAt: fromMs, endsAt: untilMs, loop: true });
    for (const atMs of [fromMs - 1, untilMs]) expect((await now(atMs)).item).to.include(plannedAt(atMs));
    for (const [atMs, frame] of [
      [fromMs, 0],
      [untilMs - 1, 299],
    ] as const) {
      const { item, next } = await now(atMs);
      expect(item).to.include({ kind: 'slate', title: 'Back soon', frame, startsAt: fromMs, endsAt: untilMs });
      expect(item).not.to.have.property('sequenceId');
      expect(next).to.include(plannedAt(untilMs));
    }
    await told;
  });

  it('tells those who watch of it, and of what comes after it, before it is on air', () => {
    const { airings, fps, version, effectiveAtMs } = viewer.timelines.at(-1)!;
    const at = airings.findIndex(({ kind }) => kind === 'slate');
    const [slate, next] = airings.slice(at);
    expect(version).to.equal(entry.revision);
    expect(effectiveAtMs).to.be.below(fromMs);
    const [startFrame, endFrame] = [fromMs, untilMs].map((atMs) => (atMs * fps) / 1000);
    expect(slate).to.include({ startFrame, endFrame, inFrame: 0, sequenceId: null });
    expect(next).to.include({ kind: 'media', mediaId: plannedAt(untilMs).mediaId, startFrame: endFrame });
    expect(viewer.moves).to.deep.equal([]);
  });

  it('is a gap in the guide, in every form', async () => {
    const { programmes } = (await (await guideOf('json')).json()) as GuideAnswer;
    const gaps = programmes.filter(({ kind }) => kind !== 'media');
    expect(gaps).to.deep.equal([{ kind: 'slate', startsAt: fromMs, endsAt: untilMs }]);
    for (const form of ['xml', 'ics']) {
      const text = await (await guideOf(form)).text();
      expect(text, form).to.include('Counters');
      expect(text, form).not.to.include('Back soon');
    }
  });

  it('is listed nowhere among sequences and media, which hosts could edit and delete', async () => {
    const { items: sequences } = await host.get<{ items: { name: string }[] }>('/sequences');
    expect(sequences.map(({ name }) => name)).to.deep.equal(['Counters']);
    const { items: media } = await host.get<{ items: { title: string }[] }>('/media');
    expect(media.map(({ title }) => title)).to.have.members(station.plan.items.map(({ title }) => title));
  });

  it('TL2 is the same after a restart', async () => {
    const before = await now(fromMs + MINUTE_MS);
    viewer.leave();
    await app.close();
    app = await start();
    host = await HostClient.signIn(app.url, 'admin', PASSWORD);
    expect(await now(fromMs + MINUTE_MS)).to.deep.equal(before);
  });

  it('goes back to the schedule when the entry is deleted, to the slate when that is undone, and has it all in words', async () => {
    await host.send('DELETE', `${schedule}/${entry.id}`);
    expect((await now(fromMs)).item).to.include(plannedAt(fromMs));
    await host.send('POST', `${schedule}/undo`, { version: entry.revision });
    expect((await now(fromMs)).item).to.include({ kind: 'slate', frame: 0 });
    const [from, until] = [fromMs, untilMs].map((atMs) => new Date(atMs).toISOString());
    expect((await versions()).slice(0, 3).map(({ text }) => text)).to.deep.equal([
      `Restored version ${entry.revision}`,
      `Removed the slate at ${from}, until ${until}, priority 7`,
      `Added the slate at ${from}, until ${until}, priority 7`,
    ]);
  });

  it('refuses what makes no sense, and says what', async () => {
    const refusal = (body: object) => host.send('POST', schedule, body).then(() => 'none', String);
    expect(await refusal({ ...slate(), sequenceId: undefined })).to.include('sequenceId: ');
    expect(await refusal({ ...slate(), loop: false })).to.include('loop: the slate has no end of its own');
    expect(await refusal({ ...slate(), endsAt: fromMs })).to.include('endsAt: must be after startsAt');
    expect(await refusal({ ...slate(), endsAt: null, repeat: 'FREQ=DAILY' })).to.include('endsAt: a loop that repeats');
    expect(await refusal(slate())).to.include('schedule-conflict');
  });
});
