import { join } from 'node:path';
import { expect } from 'chai';
import { PACKAGED_TRACK_ID } from '../../media/cmaf/segment-track.js';
import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { Store } from '../../server/office/store/store.js';
import type { PlannedItem } from '../support/air-plan.js';
import { HostClient } from '../support/host-client.js';
import { listPackets } from '../support/packet-list.js';
import { ServerProcess } from '../support/server-process.js';
import { type Library, makeStation, type Station, testLibrary } from '../support/station.js';

const PASSWORD = 'correct horse battery';
const HOUR_MS = 3_600_000;
/** An edit is told to air, and what air knows to the front. */
const KNOWN_WITHIN_MS = 5000;

/** A whole server that has one media on its public channel, and two more in its library. */
describe('segments of what is on air', function () {
  this.timeout(60_000);
  let library: Library;
  let station: Station;
  let server: ServerProcess;
  let host: HostClient;
  let onAir: PlannedItem;
  let planned: PlannedItem;
  let secret: PlannedItem;

  before(async () => {
    library = await testLibrary();
    [onAir, planned, secret] = library.items as [PlannedItem, PlannedItem, PlannedItem];
    station = await makeStation({ ...library, items: [onAir] });
    const store = await Store.open(join(station.dataDir, 'streamsync.db'), Date.now());
    for (const { mediaId, objectId, title, frames } of [planned, secret]) {
      await store.media.add({ id: mediaId, objectId, title, fps: library.house.fps, frames, createdAtMs: Date.now() });
    }
    await store.close();
    const env = { ...station.env, ADMIN_PASSWORD: PASSWORD };
    server = await ServerProcess.start({ dataDir: station.dataDir, env });
    host = await HostClient.signIn(server.url, 'admin', PASSWORD);
  });
  after(() => server?.close());

  const ask = (objectId: string, path: string) => fetch(`${server.url}/cdn/media/${objectId}/${path}`);
  const statusOf = async ({ objectId }: PlannedItem) => (await ask(objectId, 'v0/0.m4s')).status;
  async function bytesOf(objectId: string, path: string): Promise<Buffer> {
    const response = await ask(objectId, path);
    expect(response.status, path).to.equal(200);
    return Buffer.from(await response.arrayBuffer());
  }
  async function becomes(item: PlannedItem, status: number): Promise<void> {
    for (const untilMs = Date.now() + KNOWN_WITHIN_MS; Date.now() < untilMs; ) {
      if ((await statusOf(item)) === status) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await statusOf(item)).to.equal(status);
  }
  async function loop(item: PlannedItem): Promise<string> {
    const sequence = { name: item.title, items: [{ mediaId: item.mediaId }] };
    return (await host.send<{ id: string }>('POST', '/sequences', sequence)).id;
  }
  async function comparePackets(folder: string, objectId: string): Promise<void> {
    const store = await DiskBlobStore.create(folder);
    const index: PreparedIndex = parsePreparedIndex(await store.read(mediaKeys(objectId).index));
    const file = await store.read(mediaKeys(objectId).media);
    const tracks = [
      ...index.layers.map(({ trackId }, layer) => [`v${layer}`, trackId] as const),
      ['a', index.audioTrackId] as const,
    ];
    for (const [name, trackId] of tracks) {
      const paths = ['init.mp4', ...index.fragments.map((_, number) => `${number}.m4s`)];
      const parts = await Promise.all(paths.map((path) => bytesOf(objectId, `${name}/${path}`)));
      expect(await listPackets(Buffer.concat(parts), PACKAGED_TRACK_ID), name).to.deep.equal(
        await listPackets(file, trackId),
      );
    }
  }

  it('are the stored packets of each track', () => comparePackets(library.blobDir, onAir.objectId));

  it('are there of the slate as well, which lies in no store', async () => {
    const { width, height, fps } = library.house;
    await comparePackets(join(library.slateDir, `${width}x${height}-${fps}`), library.slate.record.objectId);
  });

  it('are not there of what is planned for later, until it is about to be on air', async () => {
    expect(await statusOf(planned), 'in the library alone').to.equal(404);
    const sequenceId = await loop(planned);
    const startsAt = Math.ceil((Date.now() + HOUR_MS) / 1000) * 1000;
    const schedule = `/channels/${station.channel}/schedule`;
    const times = { startsAt, endsAt: startsAt + HOUR_MS };
    const entry = await host.send<{ id: string }>('POST', schedule, { sequenceId, ...times, priority: 5 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const response = await ask(planned.objectId, 'v0/0.m4s');
    expect([response.status, response.headers.get('cache-control')]).to.deep.equal([404, 'no-store']);
    const soon = Math.ceil((Date.now() + 9000) / 1000) * 1000;
    await host.send('PATCH', `${schedule}/${entry.id}`, { startsAt: soon, endsAt: soon + HOUR_MS });
    await becomes(planned, 200);
    expect(Date.now(), 'before it is on air').to.be.below(soon);
  });

  it('are not there of a channel that takes a token, and are as soon as everybody may watch it', async () => {
    const channel = { slug: 'private', name: 'Private', visibility: 'token', targetLatencyMs: 200 };
    await host.send('POST', '/channels', channel);
    const startsAt = Math.floor(Date.now() / 1000) * 1000 - 60_000;
    const entry = { sequenceId: await loop(secret), startsAt, loop: true };
    await host.send('POST', '/channels/private/schedule?force=true', entry);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const response = await ask(secret.objectId, 'v0/0.m4s');
    expect([response.status, response.headers.get('cache-control')]).to.deep.equal([404, 'no-store']);
    await host.send('PATCH', '/channels/private', { visibility: 'public' });
    await becomes(secret, 200);
  });
});
