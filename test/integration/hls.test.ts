import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import { frameAt } from '../support/air-plan.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { type FrameReading, readFrameCounter } from '../support/frame-counter.js';
import { HostClient } from '../support/host-client.js';
import { ServerProcess } from '../support/server-process.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';

const run = promisify(execFile);
const FPS = 30;
const PASSWORD = 'correct horse battery';
/** What ffmpeg reads: more than one turn of the loop, which is 10.9 s. */
const READ_S = 12;
const [WIDTH, HEIGHT] = [320, 180];
const SAMPLES_A_SECOND = 48_000;
const SAMPLES_A_PACKET = { a: 960, aac: 1024 };
const LOUD = 2000;
const HALF_A_FRAME_S = 512 / SAMPLES_A_SECOND;
/** Until a beep is loud: the first frame of an item fades in. */
const ATTACK_S = 0.003;

describe('a public channel, for other people’s players', function () {
  this.timeout(120_000);
  let station: Station;
  let server: ServerProcess;
  let url: string;

  before(async () => {
    station = await makeStation(await testLibrary());
    queueAac(station);
    server = await ServerProcess.start({ dataDir: station.dataDir, env: { ...station.env, ADMIN_PASSWORD: PASSWORD } });
    url = `${server.url}/hls/${station.channel}/`;
  });
  after(() => server.close());

  const text = async (path: string) => (await fetch(url + path)).text();
  const segmentsOf = (playlist: string) => playlist.split('\n').filter((line) => line.endsWith('.m4s'));

  it('is to ffmpeg every frame, in order and once, across every boundary, and sound of the same length', async () => {
    const args = ['-v', 'warning', '-i', `${url}index.m3u8`, '-t', `${READ_S}`];
    const raw = [
      '-map',
      '0:v:0',
      '-s',
      `${WIDTH}x${HEIGHT}`,
      '-pix_fmt',
      'gray',
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-',
    ];
    const sound = ['-map', '0:a:0', '-f', 's16le', '-y', '/dev/null'];
    const { stdout, stderr } = await run(FFMPEG_BIN, [...args, ...raw], {
      ...{ encoding: 'buffer', maxBuffer: 2 ** 30, timeout: 60_000 },
    });
    expect(complaints(String(stderr))).to.deep.equal([]);
    const size = WIDTH * HEIGHT;
    const readings = Array.from({ length: Math.floor(stdout.length / size) }, (_, index) => {
      const data = stdout.subarray(index * size, (index + 1) * size);
      return readFrameCounter({ width: WIDTH, height: HEIGHT, channels: 1, data });
    });
    expect(readings).to.have.length(READ_S * FPS);
    expect(readings.map(nameOf)).to.deep.equal(plannedFrom(readings[0]!, readings.length));
    const { stderr: soundErrors } = await run(FFMPEG_BIN, [...args, ...sound], { timeout: 60_000 });
    expect(complaints(soundErrors)).to.deep.equal([]);
  });

  it('has its sound in AAC, too: every frame once, and each beep within half a frame of where Opus has it', async () => {
    const host = await HostClient.signIn(server.url, 'admin', PASSWORD);
    for (const { mediaId } of station.plan.items) {
      while ((await host.get<{ aac: string }>(`/media/${mediaId}`)).aac !== 'ready') await pause(100);
    }
    while (!(await text('index.m3u8')).includes('mp4a.40.2')) await pause(100);
    const listed = segmentsOf(await text('a.m3u8')).slice(-5);
    const heard = async (rendition: 'a' | 'aac') => {
      const paths = [`${rendition}/init.mp4`, ...listed.map((path) => path.replace('/a/', `/${rendition}/`))];
      const parts = await Promise.all(
        paths.map(async (path) => Buffer.from(await (await fetch(url + path)).arrayBuffer())),
      );
      const file = Buffer.concat(parts);
      const [times, sound] = [await packetsOf(file), await soundOf(file)];
      // A decoder leaves out what Opus needs to start with (RFC 7845, section 4.2).
      const leftOut = times.length * SAMPLES_A_PACKET[rendition] - sound.length;
      return { times, onsetsS: onsets(sound).map((sample) => (sample + leftOut) / SAMPLES_A_SECOND) };
    };
    const [aac, opus] = [await heard('aac'), await heard('a')];
    for (const [index, time] of aac.times.entries()) {
      expect(time).to.be.closeTo(aac.times[0]! + (index * 1024) / 48_000, 0.0001);
    }
    const aheadS = aac.times[0]! - opus.times[0]!;
    const shifted = aac.onsetsS.map((onsetS) => onsetS + aheadS);
    const farthest = (from: readonly number[], to: readonly number[]) =>
      // What is cut at either end may be heard as a beginning in one of them alone.
      from.slice(1, -1).map((one) => Math.min(...to.map((other) => Math.abs(one - other))));
    expect(shifted).to.have.length.above(5);
    for (const offS of [...farthest(shifted, opus.onsetsS), ...farthest(opus.onsetsS, shifted)]) {
      expect(offS).to.be.below(HALF_A_FRAME_S + ATTACK_S);
    }
  });

  it('has the instants of the timeline: in the playlist, and as decode times since 1970', async () => {
    const playlist = await text('v0.m3u8');
    const [, number] = /#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)!;
    const [, saidAt] = /#EXT-X-PROGRAM-DATE-TIME:(\S+)/.exec(playlist)!;
    const startsAtMs = Date.parse(saidAt!);
    expect(Math.floor(startsAtMs / 2000)).to.equal(Number(number));
    const [first] = segmentsOf(playlist);
    for (const [rendition, path] of [
      ['v0', first!],
      ['a', first!.replace('/v0/', '/a/')],
    ] as const) {
      const init = Buffer.from(await (await fetch(`${url}${rendition}/init.mp4`)).arrayBuffer());
      const segment = Buffer.from(await (await fetch(url + path)).arrayBuffer());
      const packets = await packetsOf(Buffer.concat([init, segment]));
      expect(packets[0]).to.be.closeTo(startsAtMs / 1000, 0.001);
    }
  });

  it('lists what has ended and nothing ahead, half a minute of it, and goes on with the same numbers', async () => {
    const playlist = await text('v0.m3u8');
    const listed = segmentsOf(playlist);
    expect(listed).to.have.length.within(14, 16);
    const starts = [...playlist.matchAll(/DATE-TIME:(\S+)\n#EXTINF:([\d.]+)/g)].map(
      ([, at, s]) => Date.parse(at!) + 1000 * Number(s),
    );
    expect(starts.at(-1)!).to.be.below(Date.now() + 1);
    expect(starts.at(-1)!).to.be.above(Date.now() - 6000);
    const number = Number(/(\d+)\.m4s$/.exec(listed.at(-1)!)![1]);
    expect(listed.map((line) => Number(/(\d+)\.m4s$/.exec(line)![1]))).to.deep.equal(
      listed.map((_, index) => number - listed.length + 1 + index),
    );
  });

  it('is answered for caches: playlists until they change, segments while they are served, what is not there never', async () => {
    const { headers } = await fetch(`${url}v1.m3u8`);
    expect(headers.get('content-type')).to.match(/^application\/vnd\.apple\.mpegurl/);
    expect(headers.get('cache-control')).to.match(/^public, max-age=[012]$/);
    expect(headers.get('access-control-allow-origin')).to.equal('*');
    const [segment] = segmentsOf(await text('v1.m3u8'));
    const answer = await fetch(url + segment);
    expect(answer.headers.get('cache-control')).to.equal('public, max-age=120');
    const again = await fetch(url + segment, { headers: { 'If-None-Match': answer.headers.get('etag')! } });
    expect(again.status).to.equal(304);
    for (const path of [
      'v9.m3u8',
      'x.m3u8',
      'v9/init.mp4',
      segment!.replace(/\d+\.m4s/, '12.m4s'),
      'nothing/v0/1.m4s',
      '../nobody/index.m3u8',
    ]) {
      const { status, headers: refused } = await fetch(url + path);
      expect([status, refused.get('cache-control')], path).to.deep.equal([404, 'no-store']);
    }
  });

  it('goes on across an edit, on the new lineup, without a jump in the numbers', async () => {
    const host = await HostClient.signIn(server.url, 'admin', PASSWORD);
    const before = segmentsOf(await text('v0.m3u8'));
    const startsAt = Math.ceil(Date.now() / 1000) * 1000 + 2000;
    const mediaId = station.plan.items[2]!.mediaId;
    const { id } = await host.send<{ id: string }>('POST', '/sequences', { name: 'Special', items: [{ mediaId }] });
    await host.send('POST', `/channels/${station.channel}/schedule`, { sequenceId: id, startsAt, priority: 5 });
    const lineupOf = (line: string | undefined) => line!.split('/')[0];
    let after = before;
    while (lineupOf(after.at(-1)) === lineupOf(before.at(-1))) after = segmentsOf(await text('v0.m3u8'));
    const numbers = (lines: readonly string[]) => lines.map((line) => Number(/(\d+)\.m4s$/.exec(line)![1]));
    expect(numbers(after)[0]! - numbers(before)[0]!).to.be.within(0, 4);
    // A player that has the playlist of before still gets what it names.
    expect((await fetch(url + before.at(-1))).status).to.equal(200);
  });

  it('is nothing for a channel that is not public', async () => {
    const host = await HostClient.signIn(server.url, 'admin', PASSWORD);
    await host.send('POST', '/channels', { slug: 'members', name: 'Members', visibility: 'token' });
    const { status } = await fetch(`${server.url}/hls/members/index.m3u8`);
    expect(status).to.equal(401);
  });

  const nameOf = (reading: FrameReading) =>
    reading.kind === 'frame' ? `${reading.clip}/${reading.frame}` : reading.reason;

  function plannedFrom(first: FrameReading, count: number): string[] {
    const { plan } = station;
    const loop = plan.items.flatMap(({ clip, frames }) =>
      Array.from({ length: frames }, (_, frame) => `${clip}/${frame}`),
    );
    const at = loop.indexOf(nameOf(first));
    expect(frameAt(plan, Date.now()).item.clip).to.be.a('number');
    return Array.from({ length: count }, (_, index) => loop[(at + index) % loop.length]!);
  }
});

/** ffmpeg meets the init segment again in front of every segment, and says so. */
function complaints(log: string): string[] {
  return log.split('\n').filter((line) => !/^$|Found duplicated MOOV Atom|Last message repeated/.test(line));
}

/** As a library does with what becomes ready. */
function queueAac({ dataDir }: Station): void {
  const database = new SQLite(join(dataDir, 'streamsync.db'));
  database.exec("UPDATE media SET aac = 'queued'");
  database.close();
}

/** 48,000 samples a second, of the left side. */
async function soundOf(file: Buffer): Promise<Int16Array> {
  const args = ['-v', 'error', '-i', '-', '-ac', '1', '-ar', `${SAMPLES_A_SECOND}`, '-f', 's16le', '-'];
  const decoding = run(FFMPEG_BIN, args, { encoding: 'buffer', maxBuffer: 2 ** 26 });
  decoding.child.stdin!.end(file);
  const { stdout } = await decoding;
  return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length / 2);
}

/** The samples that beeps begin with: it is loud, and it was quiet for a tenth of a second before. */
function onsets(samples: Int16Array): number[] {
  const found: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < LOUD) continue;
    if (index - lastLoud > SAMPLES_A_SECOND / 10) found.push(index);
    lastLoud = index;
  }
  return found;
}

/** Their presentation times, in seconds. */
async function packetsOf(file: Buffer): Promise<number[]> {
  const probe = run(FFPROBE_BIN, ['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', '-']);
  probe.child.stdin!.end(file);
  const { stdout } = await probe;
  return stdout.trim().split('\n').map(Number);
}
