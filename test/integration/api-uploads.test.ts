import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { DetailedError, Upload, type UploadOptions } from 'tus-js-client';
import type { MediaView } from '../../shared/api/media.js';
import { ApiContract } from '../support/api-contract.js';
import { BreakingLink } from '../support/breaking-link.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { withFileSizeLimit } from '../support/file-size-limit.js';
import { seededRandom } from '../support/seeded-random.js';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';
import { partPid } from '../support/worker-processes.js';

const MIB = 1024 ** 2;
const MAX_UPLOAD_BYTES = 64 * MIB;
const PASSWORD = 'upload it again';

/** A real tus client against the real server, through dropped connections and kill -9. */
describe('uploads', function () {
  this.timeout(120_000);
  const dataDir = makeTempDir('data');
  let server: ServerProcess;
  let api: ApiContract;
  let token: string;

  before(async () => {
    server = await ServerProcess.start({
      dataDir,
      env: {
        ...{ ADMIN_PASSWORD: PASSWORD, MAX_UPLOAD_BYTES: `${MAX_UPLOAD_BYTES}`, HOUSE_SIZE: '320x180' },
        ...{ FFMPEG_BIN, FFPROBE_BIN },
      },
    });
    api = await ApiContract.of(server.url);
    const session = await api.ask('post', '/auth/login', { json: { username: 'admin', password: PASSWORD } });
    token = ((await session.json()) as { token: string }).token;
  });
  after(() => server?.close());

  const upload = (bytes: Buffer, options: Partial<UploadOptions> = {}, onProgress = (_sent: number) => {}) =>
    new Promise<string>((resolve, reject) => {
      let mediaId: string | undefined;
      new Upload(bytes, {
        endpoint: `${server.url}/api/v1/uploads`,
        chunkSize: 4 * MIB,
        retryDelays: Array.from({ length: 300 }, () => 100),
        headers: { Authorization: `Bearer ${token}` },
        metadata: { filename: 'noise.mp4', title: 'Noise' },
        onAfterResponse: (_request, response) => {
          mediaId = response.getHeader('Media-Id') ?? mediaId;
        },
        onProgress,
        onSuccess: () => (mediaId ? resolve(mediaId) : reject(new Error('no Media-Id'))),
        onError: reject,
        ...options,
      }).start();
    });
  const mediaOf = async (id: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await (await api.ask('get', `/media/${id}`, { headers })).json()) as MediaView;
  };
  const refusal = async (options: Partial<UploadOptions>, bytes = randomBytes(MIB)) => {
    const error = await upload(bytes, { retryDelays: [], ...options }).catch((thrown: unknown) => thrown);
    if (!(error instanceof DetailedError)) return String(error);
    return (JSON.parse(error.originalResponse?.getBody() ?? '{}') as { code: string }).code;
  };
  const leftOver = () => readdirSync(join(dataDir, 'uploads')).filter((name) => !name.endsWith('.json'));

  it('become media', async () => {
    const mediaId = await upload(randomBytes(9 * MIB));
    expect(await mediaOf(mediaId)).to.include({ title: 'Noise', filename: 'noise.mp4', sourceBytes: 9 * MIB });
    expect(leftOver()).to.deep.equal([]);
  });

  it('go on after a connection that dropped in the middle, from the byte where it dropped', async () => {
    const link = await BreakingLink.open(server.url, 5 * MIB);
    const mediaId = await upload(randomBytes(20 * MIB), {
      endpoint: `${link.url}/api/v1/uploads`,
      chunkSize: Infinity,
    });
    await link.close();
    expect(link.breaks).to.be.greaterThan(2);
    expect((await mediaOf(mediaId)).sourceBytes).to.equal(20 * MIB);
    // Nothing is sent twice but what was on its way when a connection broke.
    expect(link.bytes / MIB).to.be.within(20, 24);
    expect(leftOver()).to.deep.equal([]);
  });

  it('go on after the server was killed, again and again and right after the last byte, and no byte is lost', async () => {
    const bytes = randomBytes(30 * MIB);
    const random = seededRandom(20);
    const killAt = [...Array.from({ length: 5 }, (_, n) => (n + random()) * 6 * MIB), bytes.length];
    let kills = 0;
    let restarted: Promise<void> = Promise.resolve();
    const mediaId = await upload(bytes, { chunkSize: 4 * MIB }, (sent) => {
      if (sent < (killAt[kills] ?? Number.POSITIVE_INFINITY)) return;
      kills++;
      restarted = restarted.then(() => server.kill()).then(() => server.restart());
    });
    await restarted;
    expect(kills).to.equal(killAt.length);
    expect((await mediaOf(mediaId)).sourceBytes).to.equal(bytes.length);
    // The same bytes are the same media: had one been lost or doubled, they would not be.
    expect(await upload(bytes)).to.equal(mediaId);
    expect(leftOver()).to.deep.equal([]);
  });

  it('let a server stop that is asked to, and go on when it is back', async () => {
    const headers = { Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' };
    const begun = await api.ask('post', '/uploads', { headers: { ...headers, 'Upload-Length': '10' } });
    const path = (begun.headers.get('location') ?? '').replace('/api/v1', '');
    const file = join(dataDir, 'uploads', path.slice('/uploads/'.length));
    const written = watch(join(dataDir, 'uploads'));
    const piece = { 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream', 'Content-Length': '10' };
    const sending = request(`${server.url}/api/v1${path}`, { method: 'PATCH', headers: { ...headers, ...piece } });
    const cut = once(sending, 'error');
    sending.write('hello');
    for await (const _ of written) if (statSync(file).size === 5) break;
    expect(await server.close(), 'its exit code').to.equal(0);
    await cut;
    await server.restart();
    const asked = await api.ask('head', path, { headers });
    expect(asked.headers.get('upload-offset')).to.equal('5');
    expect((await api.ask('delete', path, { headers })).status).to.equal(204);
  });

  it('keep what the disk had room for, say that it is full, and go on when there is room', async () => {
    const bytes = randomBytes(12 * MIB);
    const headers = { Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' };
    const begun = await api.ask('post', '/uploads', { headers: { ...headers, 'Upload-Length': `${bytes.length}` } });
    const path = (begun.headers.get('location') ?? '').replace('/api/v1', '');
    const patch = (offset: number) => {
      const piece = { 'Upload-Offset': `${offset}`, 'Content-Type': 'application/offset+octet-stream' };
      return api.ask('patch', path, { headers: { ...headers, ...piece }, body: bytes.subarray(offset) });
    };
    const refused = await withFileSizeLimit(partPid(server.pid, 'office'), 5 * MIB, () => patch(0));
    expect(refused.status).to.equal(507);
    expect(((await refused.json()) as { code: string }).code).to.equal('storage-full');
    const asked = await api.ask('head', path, { headers });
    expect(asked.headers.get('upload-offset')).to.equal(`${5 * MIB}`);
    const finished = await patch(5 * MIB);
    expect((await mediaOf(finished.headers.get('media-id') ?? '')).sourceBytes).to.equal(bytes.length);
  });

  it('are refused without a session, with a wrong one, and when they are too large', async () => {
    expect(await refusal({ headers: {} })).to.equal('sign-in-required');
    expect(await refusal({ headers: { Authorization: `Bearer ${token}x` } })).to.equal('session-invalid');
    expect(await refusal({}, Buffer.alloc(MAX_UPLOAD_BYTES + 1))).to.equal('upload-too-large');
    expect(await refusal({ metadata: {} }, Buffer.alloc(0))).to.equal('source-empty');
  });
});
