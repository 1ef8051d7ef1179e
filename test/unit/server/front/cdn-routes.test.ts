import { expect } from 'chai';
import { initSegment } from '../../../../media/cmaf/init-segment.js';
import { mediaSegment } from '../../../../media/cmaf/media-segment.js';
import { segmentTrack } from '../../../../media/cmaf/segment-track.js';
import { box, words } from '../../../../media/mp4/write-box.js';
import { mediaKeys, type PreparedIndex } from '../../../../media/prepared-media.js';
import { syntheticMedia } from '../../../support/synthetic-media.js';
import { codeOf } from '../office/http/api-rig.js';
import { FrontRig } from './front-rig.js';

const FOREVER = 'public, max-age=31536000, immutable';
const OBJECT = 'c0ffee';

/** What tells of tracks 1 to 3. */
const head = Buffer.concat([
  box('ftyp', Buffer.from('iso5')),
  box(
    'moov',
    box('mvhd', words(0, 0, 0, 1000, 0, 2)),
    ...[1, 2, 3].map((id) => box('trak', box('tkhd', words(0, 0, 0, id, 0, 0)))),
    box('mvex', ...[1, 2, 3].map((id) => box('trex', words(0, id, 1, 0, 0, 0)))),
  ),
]);
const synthetic = syntheticMedia([
  { layers: 2, frames: 60 },
  { layers: 2, frames: 33 },
]);
const index: PreparedIndex = {
  ...synthetic.index,
  fragments: synthetic.index.fragments.map(([offset, length]) => [offset + head.length, length]),
};
const file = Buffer.concat([head, synthetic.bytes]);

function segment(name: string, number: number, frames?: number): Buffer {
  const [offset, length] = index.fragments[number]!;
  const stored = file.subarray(offset, offset + length);
  return Buffer.concat(mediaSegment(stored, { index, track: segmentTrack(index, name)!, number, frames }));
}

describe('segments over HTTP', () => {
  let rig: FrontRig;

  before(async () => {
    rig = await FrontRig.start();
    await rig.blobs.write(mediaKeys(OBJECT).media, file);
    await rig.blobs.write(mediaKeys(OBJECT).index, Buffer.from(JSON.stringify(index)));
    rig.onAir = [{ objectId: OBJECT, startMs: 0 }];
  });
  after(() => rig.close());

  const ask = (path: string, init: RequestInit = {}) => fetch(`${rig.url}/cdn/media/${path}`, init);
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

  it('are what the store has, packaged, for every page and any cache', async () => {
    const wanted: Record<string, Buffer> = {
      'v0/init.mp4': initSegment(head, segmentTrack(index, 'v0')!),
      'a/init.mp4': initSegment(head, segmentTrack(index, 'a')!),
      'v0/0.m4s': segment('v0', 0),
      'v1/1.m4s': segment('v1', 1),
      'a/1.m4s': segment('a', 1),
      'v1/0-30.m4s': segment('v1', 0, 30),
      'a/0-30.m4s': segment('a', 0, 30),
    };
    const tags = new Set<string | null>();
    for (const [path, bytes] of Object.entries(wanted)) {
      const response = await ask(`${OBJECT}/${path}`);
      expect(response.status, path).to.equal(200);
      expect((await bytesOf(response)).equals(bytes), path).to.equal(true);
      const { headers } = response;
      expect(headers.get('content-type')).to.equal(path.startsWith('a') ? 'audio/mp4' : 'video/mp4');
      expect(headers.get('content-length')).to.equal(`${bytes.length}`);
      expect(headers.get('cache-control')).to.equal(FOREVER);
      expect(headers.get('access-control-allow-origin')).to.equal('*');
      expect(headers.get('cross-origin-resource-policy')).to.equal('cross-origin');
      expect(headers.get('etag')).to.match(/^"[\w-]+"$/);
      tags.add(headers.get('etag'));
    }
    expect(tags.size, 'a tag of its own for each').to.equal(Object.keys(wanted).length);
  });

  it('are told of to HEAD without their bytes', async () => {
    const response = await ask(`${OBJECT}/v1/0.m4s`, { method: 'HEAD', headers: { Range: 'bytes=0-1' } });
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-length')).to.equal(`${segment('v1', 0).length}`);
    expect(await bytesOf(response)).to.have.length(0);
  });

  it('are not sent to who has them (RFC 9110, 13.1.2)', async () => {
    for (const path of [`${OBJECT}/v1/0.m4s`, `${OBJECT}/a/init.mp4`]) {
      const tag = (await ask(path)).headers.get('etag')!;
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const response = await ask(path, { headers: { 'If-None-Match': known, 'Cache-Control': 'no-cache' } });
        expect(response.status, known).to.equal(304);
        expect(response.headers.get('etag')).to.equal(tag);
        expect(response.headers.get('cache-control')).to.equal(FOREVER);
      }
      expect((await ask(path, { headers: { 'If-None-Match': '"other"' } })).status).to.equal(200);
    }
  });

  it('are sent in part to who asks for a range (RFC 9110, 14)', async () => {
    const path = `${OBJECT}/v1/0.m4s`;
    const whole = segment('v1', 0);
    const size = whole.length;
    const ranges: Record<string, readonly [number, number]> = {
      'bytes=0-9': [0, 9],
      'bytes=300-900': [300, 900],
      [`bytes=${size - 5}-`]: [size - 5, size - 1],
      'bytes=-7': [size - 7, size - 1],
      [`bytes=10-${size * 2}`]: [10, size - 1],
    };
    for (const [Range, [start, end]] of Object.entries(ranges)) {
      const response = await ask(path, { headers: { Range } });
      expect(response.status, Range).to.equal(206);
      expect(response.headers.get('content-range')).to.equal(`bytes ${start}-${end}/${size}`);
      expect((await bytesOf(response)).equals(whole.subarray(start, end + 1)), Range).to.equal(true);
    }
    for (const Range of ['bytes=0-1,5-6', 'frames=0-1', 'bytes=x']) {
      const response = await ask(path, { headers: { Range } });
      expect([response.status, (await bytesOf(response)).length], Range).to.deep.equal([200, size]);
    }
    const behind = await ask(path, { headers: { Range: `bytes=${size}-` } });
    expect(behind.status).to.equal(416);
    expect(behind.headers.get('content-range')).to.equal(`bytes */${size}`);
    expect(behind.headers.get('cache-control')).to.equal('no-store');
    const tag = (await ask(path)).headers.get('etag')!;
    const ifRange = async (value: string) =>
      (await ask(path, { headers: { Range: 'bytes=0-9', 'If-Range': value } })).status;
    expect([await ifRange(tag), await ifRange('"other"')]).to.deep.equal([206, 200]);
  });

  it('may be asked for by pages of other origins, in ranges', async () => {
    const response = await ask(`${OBJECT}/v1/0.m4s`, { method: 'OPTIONS' });
    expect(response.status).to.equal(204);
    expect(response.headers.get('access-control-allow-headers')).to.include('Range');
  });

  const ABSENT = [
    ...['v2/0.m4s', 'b/0.m4s', 'a1/0.m4s', 'V0/0.m4s', 'v0/2.m4s', 'v0/00.m4s', 'v0/-1.m4s', 'v0/0.mp4', 'v0/.m4s'],
    ...['v0/0-.m4s', 'v0/0-0.m4s', 'v0/0-31.m4s', 'v0/0-63.m4s', 'v0/1-36.m4s', 'v0/99999999999.m4s', 'v0', 'v0/1'],
    ...['v2/init.mp4', 'v0/init', 'v0/0-3-6.m4s', 'v0/1e0.m4s', '__proto__/0.m4s'],
  ];
  it('that are not there are a problem that nobody may keep', async () => {
    const paths = [...ABSENT.map((path) => `${OBJECT}/${path}`), 'other/v0/0.m4s', '..%2f..%2fx/v0/0.m4s', ''];
    for (const path of paths) {
      const response = await ask(path);
      expect(response.status, path).to.equal(404);
      expect(response.headers.get('content-type'), path).to.include('application/problem+json');
      expect(response.headers.get('cache-control'), path).to.equal('no-store');
      expect(response.headers.get('access-control-allow-origin'), path).to.equal('*');
      expect(await codeOf(response), path).to.equal('not-found');
    }
    expect((await ask(`${OBJECT}/v0/0.m4s`, { method: 'POST' })).status).to.equal(404);
  });

  it('are refused before their time, and when the store has lost them', async () => {
    await rig.blobs.write(mediaKeys('future').index, Buffer.from(JSON.stringify(index)));
    rig.onAir.push({ objectId: 'future', startMs: rig.office.clock.now() + 13_000 }, { objectId: 'lost', startMs: 0 });
    await rig.office.clock.advance(1000);
    for (const objectId of ['future', 'lost']) {
      const response = await ask(`${objectId}/v0/0.m4s`);
      expect([response.status, response.headers.get('cache-control')], objectId).to.deep.equal([404, 'no-store']);
    }
  });

  it('are a fault of the server where the stored bytes are damaged, and that is not kept either', async () => {
    const damaged = Buffer.from(file);
    damaged.fill(0xff, head.length + 20, head.length + 60);
    await rig.blobs.write(mediaKeys('damaged').media, damaged);
    await rig.blobs.write(mediaKeys('damaged').index, Buffer.from(JSON.stringify(index)));
    rig.onAir.push({ objectId: 'damaged', startMs: 0 });
    await rig.office.clock.advance(1000);
    await ask('damaged/v0/0.m4s');
    const response = await ask('damaged/v0/0.m4s');
    expect([response.status, await codeOf(response)]).to.deep.equal([500, 'internal']);
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect((await ask('damaged/v0/1.m4s')).status).to.equal(200);
  });

  it('are to be asked for again while air, which would know, is away', async () => {
    rig.isAirAway = true;
    await rig.office.clock.advance(1000);
    const response = await ask('news/v0/0.m4s');
    expect([response.status, await codeOf(response)]).to.deep.equal([503, 'not-ready']);
    expect(response.headers.get('retry-after')).to.equal('1');
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect((await ask(`${OBJECT}/v0/0.m4s`)).status, 'what is known').to.equal(200);
    rig.isAirAway = false;
  });

  it('are to be asked for again when the store hangs, and what was read goes on', async () => {
    rig.onAir.push({ objectId: 'slow', startMs: 0 });
    await rig.office.clock.advance(1000);
    const { read } = rig.blobs;
    const asked = new Promise<void>((resolve) => {
      rig.blobs.read = () => {
        resolve();
        return new Promise(() => {});
      };
    });
    const answers = Promise.all(['v0/0.m4s', 'a/0.m4s', 'v1/init.mp4'].map((path) => ask(`slow/${path}`)));
    await asked;
    expect((await ask(`${OBJECT}/v0/0.m4s`)).status).to.equal(200);
    await rig.office.clock.advance(4000);
    for (const response of await answers) {
      expect([response.status, await codeOf(response)]).to.deep.equal([503, 'store-unavailable']);
      expect(response.headers.get('retry-after')).to.equal('5');
      expect(response.headers.get('cache-control')).to.equal('no-store');
    }
    rig.blobs.read = read;
  });

  it('are refused only so often a minute to one address, which is still served what there is', async () => {
    await rig.office.clock.advance(60_000);
    const statuses = new Map<number, number>();
    for (let number = 0; number < 610; number += 1) {
      const { status } = await ask(`guess-${number}/v0/0.m4s`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).to.deep.equal([
      [404, 600],
      [429, 10],
    ]);
    const limited = await ask('guess/v0/0.m4s');
    expect(Number(limited.headers.get('retry-after'))).to.be.within(1, 60);
    expect(limited.headers.get('cache-control')).to.equal('no-store');
    expect((await ask(`${OBJECT}/v0/0.m4s`)).status).to.equal(200);
  });
});
