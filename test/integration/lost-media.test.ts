import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { hasAacTrack } from '../../media/ingest/aac-track.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { App } from '../../server/app.js';
import type { MediaView } from '../../shared/api/media.js';
import type { NowAnswer } from '../../shared/api/now.js';
import { HOST_NAMESPACE } from '../../shared/protocol/host.js';
import { FFMPEG_BIN, FFPROBE_BIN, runFfmpeg } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { HostClient } from '../support/host-client.js';
import { makeTempDir } from '../support/temp-dir.js';

const PASSWORD = 'bring it back again';
const FILM = { path: 'film.mp4' };

/** The whole server in this process, with a store that somebody has emptied behind its back. */
describe('a media on air that the store has lost', function () {
  this.timeout(60_000);
  const dataDir = makeTempDir('data');
  const importDir = makeTempDir('import');
  let app: App;
  let host: HostClient;
  let socket: Socket;

  before(async () => {
    await runFfmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30:duration=4', '-c:v', 'libx264', '-preset', 'ultrafast'],
      join(importDir, FILM.path),
    ]);
    const settings = {
      ...{ DATA_DIR: dataDir, PORT: `${await freePorts(1)}`, RTC_PORT: `${await freePorts(1)}` },
      ...{ RTC_LISTEN_IP: '127.0.0.1', RTC_WORKERS: '1', DEMO: '0', HOUSE_SIZE: '320x180' },
      ...{ FFMPEG_BIN, FFPROBE_BIN, IMPORT_DIR: importDir, ADMIN_PASSWORD: PASSWORD },
    };
    app = await App.create(settings, pino({ level: 'silent' }));
    host = await HostClient.signIn(app.url, 'admin', PASSWORD);
    socket = io(app.url + HOST_NAMESPACE, { transports: ['websocket'], auth: { token: host.token } });
    await once(socket as never, 'connect');
  });
  after(async () => {
    socket?.disconnect();
    await app?.close();
  });

  it('is on air again, at its place to the frame, once its file was given again', async () => {
    const made = isReady();
    const { id: mediaId } = await host.send<MediaView>('POST', '/media', FILM);
    await made;
    const items = [{ mediaId, inMs: 1000 }];
    const { id: sequenceId } = await host.send<{ id: string }>('POST', '/sequences', { name: 'Film', items });
    await host.send('POST', '/channels', { slug: 'tv', name: 'TV' });
    const startsAt = Date.now();
    await host.send('POST', '/channels/tv/schedule?force=true', { sequenceId, startsAt, loop: true });
    const soon = startsAt + 60_000;
    const before = await itemAt(soon);
    expect(before).to.include({ kind: 'media', mediaId });

    await hasAac();
    rmSync(join(dataDir, 'objects', 'media'), { recursive: true });
    const madeAnew = isReady();
    const again = await host.send<MediaView>('POST', '/media', FILM);
    expect(again).to.include({ id: mediaId, status: 'queued' });
    await madeAnew;
    expect(await mediaAt(soon)).to.deep.equal(before);
    expect(await host.send('POST', `/media/${mediaId}/verify`)).to.deep.equal({ intact: true, damage: [] });
  });

  it('has its AAC again as well, and the slate has its own', async () => {
    const { id, aac } = await hasAac();
    const objects = await DiskBlobStore.create(join(dataDir, 'objects'));
    // The head piece of the trim has none.
    const [poster] = (await objects.list('media/')).filter((key) => key.endsWith('/poster.jpg'));
    expect(await hasAacTrack(objects, poster!.split('/')[1]!)).to.equal(true);
    expect(await host.get<MediaView>(`/media/${id}`)).to.include({ aac });
    const [size] = await readdir(join(dataDir, 'slate'));
    const slates = await DiskBlobStore.create(join(dataDir, 'slate', size!));
    expect((await slates.list('media/')).filter((key) => key.includes('/aac.'))).to.have.lengthOf(2);
  });

  /** The media, once it has its AAC. */
  async function hasAac(): Promise<MediaView> {
    for (;;) {
      const { items } = await host.get<{ items: MediaView[] }>('/media');
      if (items[0]?.aac === 'ready') return items[0];
      await once(socket as never, 'media');
    }
  }

  /** Resolves when a media becomes ready. */
  function isReady(): Promise<void> {
    return new Promise((resolve) => {
      const look = ({ status }: MediaView) => {
        if (status !== 'ready') return;
        socket.off('media', look);
        resolve();
      };
      socket.on('media', look);
    });
  }

  async function itemAt(atMs: number) {
    return (await host.get<NowAnswer>(`/channels/tv/now?at=${atMs}`)).item;
  }

  /** Channels hear of a media a moment after hosts do. */
  async function mediaAt(atMs: number) {
    for (;;) {
      const item = await itemAt(atMs);
      if (item.kind === 'media') return item;
    }
  }
});
