import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { S3BlobStore } from '../../media/store/s3-blob-store.js';
import { loadSettings, SettingsError } from '../../server/config/load-settings.js';
import { openMediaStore, type StoreMemory } from '../../server/config/open-media-store.js';
import type { Logger } from '../../server/log/logger.js';
import { freePorts } from '../support/free-ports.js';
import { S3Server } from '../support/s3-server.js';
import { ServerProcess } from '../support/server-process.js';
import { SlowLink } from '../support/slow-link.js';
import { makeTempDir } from '../support/temp-dir.js';

const quiet = pino({ level: 'silent' });

/** What an installation remembers. */
function memory(): StoreMemory {
  const settings = new Map<string, string>();
  return { get: async (key) => settings.get(key), set: async (key, value) => void settings.set(key, value) };
}

describe('MEDIA_STORE', () => {
  let server: S3Server;

  before(async function () {
    this.timeout(20_000);
    server = await S3Server.start();
  });

  after(() => server.close());

  function environment(changes: Record<string, string> = {}): Record<string, string> {
    return {
      MEDIA_STORE: `s3://${server.bucket}/house`,
      S3_ENDPOINT: server.access().endpoint!,
      S3_ACCESS_KEY_ID: server.access().credentials!.accessKeyId,
      S3_SECRET_ACCESS_KEY: server.access().credentials!.secretAccessKey,
      ...changes,
    };
  }

  const open = (changes?: Record<string, string>) =>
    openMediaStore(loadSettings(environment(changes)), makeTempDir('objects'), memory(), quiet);

  async function refused(changes: Record<string, string>): Promise<string> {
    const error = await open(changes).then(
      (store) => store.close(),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(SettingsError);
    expect((error as Error).message).not.to.include('\n');
    return (error as Error).message;
  }

  it('disk and a bucket hold what was written', async () => {
    for (const changes of [{ MEDIA_STORE: 'disk' }, {}, { MEDIA_STORE: `s3://${server.bucket}` }]) {
      const store = await open(changes);
      await store.write('media/a/index.json', Buffer.from('{}'));
      expect((await store.read('media/a/index.json')).toString()).to.equal('{}');
      store.close();
      store.close();
    }
  });

  it('a bucket that is not there is told by name', async () => {
    expect(await refused({ MEDIA_STORE: 's3://no-such-bucket/house' })).to.equal(
      'MEDIA_STORE=s3://no-such-bucket/house cannot be used: there is no such bucket',
    );
  });

  it('a key that the server does not know is told, its secret is not', async () => {
    expect(await refused({ S3_ACCESS_KEY_ID: 'somebody', S3_SECRET_ACCESS_KEY: 'very-secret' })).to.equal(
      'S3_ACCESS_KEY_ID=somebody with S3_SECRET_ACCESS_KEY cannot be used: the server does not know this key',
    );
  });

  it('a key without its secret is refused', async () => {
    expect(await refused({ S3_SECRET_ACCESS_KEY: '' })).to.equal(
      'S3_ACCESS_KEY_ID cannot be used without S3_SECRET_ACCESS_KEY: set both, or neither',
    );
  });

  it('an endpoint where nothing answers, or no S3 server does, is told by its URL', async () => {
    const closed = `http://127.0.0.1:${await freePorts(1)}`;
    expect(await refused({ S3_ENDPOINT: closed })).to.equal(
      `S3_ENDPOINT=${closed} cannot be used: nothing answers there (ECONNREFUSED)`,
    );
    for (const status of [200, 404]) {
      const web = createServer((_, answer) => answer.writeHead(status).end('<!doctype html><p>Hello')).listen(
        0,
        '127.0.0.1',
      );
      await once(web, 'listening');
      const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
      expect(await refused({ S3_ENDPOINT: url })).to.equal(
        `S3_ENDPOINT=${url} cannot be used: what answers there (HTTP ${status}) is no S3 server, or not well`,
      );
      web.close();
    }
  }).timeout(20_000);

  it('a store that was usable before, and cannot be reached now, is told in one line and opened all the same', async () => {
    const link = await SlowLink.open(server.port);
    const known = memory();
    const warnings: string[] = [];
    const logger = { warn: (text: string) => void warnings.push(text) } as Pick<Logger, 'warn'>;
    const again = (changes: Record<string, string> = {}) => {
      const settings = loadSettings(environment({ S3_ENDPOINT: `http://127.0.0.1:${link.port}`, ...changes }));
      return openMediaStore(settings, makeTempDir('objects'), known, logger);
    };
    const first = await again();
    await first.write('media/a/index.json', Buffer.from('{}'));
    first.close();
    expect(warnings).to.deep.equal([]);

    link.holdRequests(Number.POSITIVE_INFINITY);
    const store = await again();
    const where = `S3_ENDPOINT=http://127.0.0.1:${link.port} cannot be reached`;
    const goesOn = 'The start goes on, and the slate is on air until it answers.';
    expect(warnings).to.deep.equal([`${where}: what answers there has said nothing within 5 s. ${goesOn}`]);
    link.holdRequests(0);
    expect((await store.read('media/a/index.json')).toString()).to.equal('{}');
    store.close();

    const other = await again({ MEDIA_STORE: 's3://no-such-bucket' }).catch((error: Error) => error.message);
    expect(other).to.include('there is no such bucket');
    await link.close();
    (await again()).close();
    expect(warnings[1]).to.equal(`${where}: nothing answers there (ECONNREFUSED). ${goesOn}`);
  }).timeout(20_000);

  it('a server starts with its media in a bucket, and says in one line when it cannot', async () => {
    const dataDir = makeTempDir('data');
    const env = environment({ MEDIA_STORE: `s3://${server.bucket}/started`, HOUSE_SIZE: '320x180' });
    const started = await ServerProcess.start({ dataDir, env });
    await started.close();
    const bucket = await S3BlobStore.create({ ...server.access(), bucket: server.bucket, prefix: 'started/' });
    expect(await bucket.list('')).not.to.deep.equal([]);
    expect(await bucket.list('media/'), 'the slate lies where no outage takes it away').to.deep.equal([]);
    expect(existsSync(join(dataDir, 'slate', '320x180-30', 'media'))).to.equal(true);
    bucket.close();

    const wrong = { ...env, MEDIA_STORE: 's3://no-such-bucket' };
    const failure = await ServerProcess.start({ dataDir: makeTempDir('data'), env: wrong }).catch(String);
    expect(failure).to.include(
      'StreamSync cannot start: MEDIA_STORE=s3://no-such-bucket cannot be used: there is no such bucket',
    );
  }).timeout(60_000);
});
