import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { S3BlobStore } from '../../media/store/s3-blob-store.js';
import type { MediaView } from '../../shared/api/media.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { HostClient } from '../support/host-client.js';
import { S3Server } from '../support/s3-server.js';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';
import { ffmpegSource, H264, picture, tone } from './ingest-sources.js';

const PASSWORD = 'back in a moment';

interface Readiness {
  readonly status: string;
  readonly checks: { readonly store: { readonly ok: boolean } };
}

describe('a server whose S3 goes away', function () {
  this.timeout(90_000);
  let s3: S3Server;
  let server: ServerProcess;
  let host: HostClient;
  let short: string;

  before(async () => {
    s3 = await S3Server.start();
    short = await ffmpegSource('outage-short.mp4', ...picture('320x180', '30', 1), ...tone(1), ...H264);
    server = await ServerProcess.start({
      dataDir: makeTempDir('data'),
      env: {
        ...{ ADMIN_PASSWORD: PASSWORD, HOUSE_SIZE: '320x180', FFMPEG_BIN, FFPROBE_BIN },
        ...{ MEDIA_STORE: `s3://${s3.bucket}/outage`, S3_ENDPOINT: s3.access().endpoint! },
        S3_ACCESS_KEY_ID: s3.access().credentials!.accessKeyId,
        S3_SECRET_ACCESS_KEY: s3.access().credentials!.secretAccessKey,
      },
    });
    host = await HostClient.signIn(server.url, 'admin', PASSWORD);
  });

  after(async () => {
    s3?.goOn();
    await server?.close();
    await s3?.close();
  });

  /** Every upload is another file. */
  let uploads = 0;
  async function upload(): Promise<string> {
    uploads += 1;
    // What lies behind the last box of an MP4 belongs to nothing.
    const bytes = Buffer.concat([await readFile(short), Buffer.from([0, 0, 0, 9, ...Buffer.from('free'), uploads])]);
    const answer = await fetch(`${server.url}/api/v1/uploads`, {
      method: 'POST',
      headers: {
        ...{ Authorization: `Bearer ${host.token}`, 'Tus-Resumable': '1.0.0', 'Upload-Length': `${bytes.length}` },
        ...{ 'Content-Type': 'application/offset+octet-stream', 'Upload-Metadata': 'filename ZmlsbS5tcDQ=' },
      },
      body: bytes,
    });
    expect(answer.status).to.equal(201);
    return answer.headers.get('media-id') ?? '';
  }

  async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (wanted(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const media = (id: string) => host.get<MediaView>(`/media/${id}`);
  const ready = (id: string) =>
    until(
      () => media(id),
      ({ status }) => status === 'ready' || status === 'failed',
    );
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, { ...init, headers: { Authorization: `Bearer ${host.token}` } });

  async function readiness(): Promise<Readiness & { http: number }> {
    const answer = await fetch(`${server.url}/readyz`);
    return { ...((await answer.json()) as Readiness), http: answer.status };
  }

  async function objects(): Promise<string[]> {
    const bucket = await S3BlobStore.create({ ...s3.access(), bucket: s3.bucket, prefix: 'outage/' });
    const keys = await bucket.list('media/').finally(() => bucket.close());
    return [...new Set(keys.map((key) => key.split('/')[1]!))].sort();
  }

  async function expectUnavailable(path: string): Promise<void> {
    const answer = await get(path);
    expect(answer.status, path).to.equal(503);
    expect(answer.headers.get('retry-after'), path).to.equal('5');
    expect(answer.headers.get('cache-control'), path).to.equal(null);
    expect(await answer.json()).to.include({ code: 'store-unavailable' });
  }

  it('keeps what it prepares and goes on when S3 is back, and says so all the while', async () => {
    await s3.close();
    const id = await upload();
    const waiting = await until(
      () => media(id),
      ({ status, error }) => status === 'failed' || error !== null,
    );
    expect(waiting.status).to.equal('processing');
    expect(waiting.error).to.include({ code: 'store-unavailable' });
    expect(waiting.error?.message).to.match(/^The media store does not answer \(.*ECONNREFUSED.*\): the file is kept/);
    expect(await until(readiness, ({ http }) => http === 503)).to.have.nested.property('checks.store.ok', false);
    await s3.restart();
    expect(await ready(id)).to.include({ status: 'ready', error: null, frames: 30 });
    expect(await until(readiness, ({ http }) => http === 200)).to.include({ status: 'ready' });
  });

  it('deletes a media for good while S3 is down, and its objects when it is back', async () => {
    const before = await objects();
    const id = await upload();
    await ready(id);
    expect(await objects()).to.have.lengthOf(before.length + 1);
    await s3.close();
    await host.send('DELETE', `/media/${id}`);
    expect((await get(`/api/v1/media/${id}`)).status).to.equal(404);
    await s3.restart();
    await server.close();
    await server.restart();
    expect(await objects()).to.deep.equal(before);
  });

  for (const fault of ['down', 'hung'] as const) {
    it(`answers for pictures within their deadline while S3 is ${fault}`, async () => {
      const id = await upload();
      await ready(id);
      await host.send('POST', '/channels', { slug: fault, name: fault, visibility: 'public', fillerMediaId: id });
      expect((await get(`/api/v1/media/${id}/poster.jpg`)).status).to.equal(200);
      if (fault === 'down') await s3.close();
      else s3.hang();
      try {
        for (const file of ['poster.jpg', 'storyboard.jpg', 'storyboard.vtt', 'waveform.json', 'preview.mp4']) {
          await expectUnavailable(`/api/v1/media/${id}/${file}`);
        }
        await expectUnavailable(`/api/v1/channels/${fault}/poster.jpg`);
        const gaveUp = new AbortController();
        const asked = get(`/api/v1/media/${id}/poster.jpg`, { signal: gaveUp.signal }).catch(String);
        gaveUp.abort();
        await asked;
        if (fault === 'hung') await until(readiness, ({ checks }) => !checks.store.ok);
      } finally {
        if (fault === 'down') await s3.restart();
        else s3.goOn();
      }
      await until(
        () => get(`/api/v1/media/${id}/poster.jpg`),
        ({ status }) => status === 200,
      );
      expect(server.log).not.to.include('PREMATURE_CLOSE');
    });
  }
});
