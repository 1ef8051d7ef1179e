import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { Upload } from 'tus-js-client';
import { aacKeys, mediaKeys } from '../../media/prepared-media.js';
import type { MediaView } from '../../shared/api/media.js';
import { HOST_NAMESPACE } from '../../shared/protocol/host.js';
import { ApiContract } from '../support/api-contract.js';
import { makeCounterClip } from '../support/counter-clip.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { seededRandom } from '../support/seeded-random.js';
import { ServerProcess } from '../support/server-process.js';
import { makeTempDir } from '../support/temp-dir.js';

const PASSWORD = 'kill it again';
const HOUSE = { fps: 30, width: 320, height: 180 };
const FILES = 10;
const KILLS_A_FILE = 3;
const LONGEST_LIFE_MS = 900;

/** Hosts upload one file after another while the whole server is killed at random moments, thirty times and once more. */
describe('a server that is killed during uploads and preparations', function () {
  this.timeout(240_000);
  const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 1e9));
  const random = seededRandom(seed);
  const dataDir = makeTempDir('killed');
  const sources: Buffer[] = [];
  let server: ServerProcess;
  let token: string;

  before(async () => {
    const dir = makeTempDir('killed-sources');
    for (let clip = 0; clip < FILES; clip += 1) {
      const path = join(dir, `${clip}.mov`);
      await makeCounterClip({ clip, frames: 60, house: HOUSE, detail: 0.5 }, path);
      sources.push(readFileSync(path));
    }
    const env = {
      ...{ ADMIN_PASSWORD: PASSWORD, HOUSE_SIZE: `${HOUSE.width}x${HOUSE.height}`, FFMPEG_BIN, FFPROBE_BIN },
      // The kills come from outside: no preparation is to blame.
      PREPARATION_TRIES: '1000',
    };
    server = await ServerProcess.start({ dataDir, env });
    const api = await ApiContract.of(server.url);
    const session = await api.ask('post', '/auth/login', { json: { username: 'admin', password: PASSWORD } });
    token = ((await session.json()) as { token: string }).token;
  });
  after(() => server?.close());

  const upload = (bytes: Buffer) =>
    new Promise<string>((resolve, reject) => {
      let mediaId: string | undefined;
      new Upload(bytes, {
        endpoint: `${server.url}/api/v1/uploads`,
        chunkSize: Math.ceil(bytes.length / 12),
        retryDelays: Array.from({ length: 600 }, () => 100),
        headers: { Authorization: `Bearer ${token}` },
        metadata: { filename: 'clip.mov', title: 'Clip' },
        onAfterResponse: (_request, response) => {
          mediaId = response.getHeader('Media-Id') ?? mediaId;
        },
        onSuccess: () => (mediaId ? resolve(mediaId) : reject(new Error('no Media-Id'))),
        onError: reject,
      }).start();
    });

  async function killAfterAWhile(): Promise<void> {
    const lifeMs = random() * LONGEST_LIFE_MS;
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    await server.kill();
    await server.restart();
  }

  async function listMedia(): Promise<MediaView[]> {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(`${server.url}/api/v1/media?limit=100`, { headers });
    return ((await answer.json()) as { items: MediaView[] }).items;
  }

  /** Waits, told by the host namespace, until all media is as wanted. */
  async function allAre(wanted: (media: MediaView) => boolean): Promise<MediaView[]> {
    const socket = io(server.url + HOST_NAMESPACE, { auth: { token }, transports: ['websocket'] });
    try {
      for (;;) {
        const changed = new Promise((resolve) => socket.once('media', resolve));
        await new Promise<void>((resolve) => (socket.connected ? resolve() : socket.once('connect', resolve)));
        const media = await listMedia();
        if (media.every(wanted)) return media;
        await changed;
      }
    } finally {
      socket.disconnect();
    }
  }

  it(`publishes nothing by halves, loses no byte and leaves no orphan (KILL_SEED=${seed})`, async () => {
    const uploads: Promise<string>[] = [];
    for (const bytes of sources) {
      uploads.push(upload(bytes));
      for (let kill = 0; kill < KILLS_A_FILE; kill += 1) await killAfterAWhile();
    }
    const ids = await Promise.all(uploads);
    expect(new Set(ids).size).to.equal(FILES);

    const media = await allAre(({ status }) => status === 'ready' || status === 'failed');
    expect(media.map(({ status }) => status)).to.deep.equal(media.map(() => 'ready'));
    expect(media.map(({ id }) => id)).to.have.members(ids);
    for (const { frames, sourceBytes, id } of media) {
      expect(frames).to.equal(60);
      expect(sourceBytes).to.equal(sources[ids.indexOf(id)]!.length);
    }
    // The same bytes are the same media: had one been lost or doubled, they would not be.
    for (const [index, bytes] of sources.entries()) expect(await upload(bytes)).to.equal(ids[index]);

    await killAfterAWhile();
    await allAre(({ aac }) => aac === 'ready');
    const objects = readdirSync(join(dataDir, 'objects', 'media'));
    expect(objects, 'one for each file').to.have.lengthOf(FILES);
    for (const objectId of objects) {
      const names = readdirSync(join(dataDir, 'objects', 'media', objectId)).map((name) => `media/${objectId}/${name}`);
      expect(names).to.have.members([mediaKeys, aacKeys].flatMap((keysOf) => Object.values(keysOf(objectId))));
      const bytes = readFileSync(join(dataDir, 'objects', mediaKeys(objectId).media));
      expect(createHash('sha256').update(bytes).digest('hex')).to.equal(objectId);
    }
    // What became of an upload is told for two days; its bytes are gone.
    const left = ['sources', 'uploads'].flatMap((folder) =>
      readdirSync(join(dataDir, folder)).map((name) => join(dataDir, folder, name)),
    );
    // An upload whose beginning was never acknowledged stays empty until it expires: its sender has begun another.
    expect(left.filter((path) => !path.endsWith('.json') && statSync(path).size > 0)).to.deep.equal([]);
  });
});
