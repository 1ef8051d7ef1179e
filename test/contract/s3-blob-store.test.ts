import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { BlobMissingError } from '../../media/store/blob-store.js';
import { S3BlobStore } from '../../media/store/s3-blob-store.js';
import { StoreUnavailableError } from '../../media/store/store-unavailable.js';
import { S3Server } from '../support/s3-server.js';
import { SlowLink } from '../support/slow-link.js';
import { makeTempDir } from '../support/temp-dir.js';
import { describeBlobStore } from './blob-store-contract.js';

describe('S3BlobStore', () => {
  let server: S3Server;
  let client: S3Client;
  const stores: S3BlobStore[] = [];

  async function open(prefix: string, port = server.port, readGraceMs = 5000): Promise<S3BlobStore> {
    const store = await S3BlobStore.create({ ...server.access(port), bucket: server.bucket, prefix, readGraceMs });
    stores.push(store);
    return store;
  }

  before(async function () {
    this.timeout(20_000);
    server = await S3Server.start();
    const { endpoint = '', region, credentials } = server.access();
    client = new S3Client({ endpoint, region, forcePathStyle: true, ...(credentials && { credentials }) });
  });

  afterEach(() => {
    for (const store of stores.splice(0)) store.close();
  });

  after(async () => {
    client.destroy();
    await server.close();
  });

  let rooms = 0;
  function newRoom(): string {
    rooms += 1;
    return `rooms/${rooms}/`;
  }

  describeBlobStore(() => open(newRoom()));

  it('signs what it asks: another secret is refused', async () => {
    const access = server.access();
    const credentials = { ...access.credentials!, secretAccessKey: 'another' };
    const opening = S3BlobStore.create({ ...access, credentials, bucket: server.bucket, prefix: '' });
    const failure = await opening.catch((error: unknown) => error);
    expect(failure).to.include({ fault: 'credentials', message: 'the secret does not belong to this key' });
  });

  it('keeps to its prefix: stores of one bucket do not see each other, nor what is not theirs', async () => {
    const one = await open('library/');
    const two = await open('library-2/');
    await one.write('a', Buffer.from('1'));
    await two.write('b', Buffer.from('2'));
    expect(await one.list('')).to.deep.equal(['a']);
    expect(await two.list('')).to.deep.equal(['b']);
    const whole = await open('');
    expect(await whole.list('library')).to.deep.equal(['library-2/b', 'library/a']);
    const foreign = { Bucket: server.bucket, Body: Buffer.from('theirs') };
    await client.send(new PutObjectCommand({ ...foreign, Key: 'library/a folder' }));
    await client.send(new PutObjectCommand({ ...foreign, Key: 'library/.hidden' }));
    expect(await one.list('')).to.deep.equal(['a']);
  });

  it('lists more objects than one answer of the server holds', async () => {
    const store = await open(newRoom());
    const keys = Array.from({ length: 1100 }, (_, index) => `media/${String(index).padStart(4, '0')}`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => store.write(key, Buffer.from('1'))));
    }
    expect(await store.list('media/')).to.deep.equal(keys);
  }).timeout(30_000);

  it('publishes a large file in parts, whole, and nothing of it when it cannot', async () => {
    const bytes = randomBytes(20 * 1024 * 1024 + 17);
    const path = join(makeTempDir('large'), 'media.mp4');
    await writeFile(path, bytes);
    const room = newRoom();
    const store = await open(room);
    await store.publish('media/large/media.mp4', path);
    expect(await store.size('media/large/media.mp4')).to.equal(bytes.length);
    const range = { offset: 8 * 1024 * 1024 - 5, length: 10 };
    expect(await store.read('media/large/media.mp4', range)).to.deep.equal(
      bytes.subarray(range.offset, range.offset + 10),
    );
    expect((await store.read('media/large/media.mp4')).equals(bytes)).to.equal(true);

    const link = await SlowLink.open(server.port);
    const behind = await open(room, link.port);
    link.severAfterUpload(12 * 1024 * 1024);
    const failure = await behind.publish('media/cut/media.mp4', path).catch((error: unknown) => error);
    await link.close();
    expect(failure).to.be.instanceOf(Error);
    expect(await store.list('')).to.deep.equal(['media/large/media.mp4']);
  }).timeout(20_000);

  it('says of every object what it is, and that it may be kept for ever', async () => {
    const room = newRoom();
    const store = await open(room);
    const path = join(makeTempDir('types'), 'local');
    await writeFile(path, randomBytes(9 * 1024 * 1024));
    await store.publish('media/a/media.mp4', path);
    await store.write('media/a/index.json', Buffer.from('{}'));
    await store.write('media/a/poster.jpg', Buffer.from('1'));
    for (const [name, type] of [
      ['media.mp4', 'video/mp4'],
      ['index.json', 'application/json'],
      ['poster.jpg', 'image/jpeg'],
    ]) {
      const head = await client.send(new HeadObjectCommand({ Bucket: server.bucket, Key: `${room}media/a/${name}` }));
      expect(head).to.include({ ContentType: type, CacheControl: 'public, max-age=31536000, immutable' });
    }
  });

  it('asks again when an answer breaks off, and gives up when it always does', async () => {
    const link = await SlowLink.open(server.port);
    try {
      const store = await open(newRoom(), link.port);
      const bytes = randomBytes(500_000);
      await store.write('a', bytes);
      link.cutOnce(200_000);
      expect((await store.read('a', { offset: 1000, length: 400_000 })).equals(bytes.subarray(1000, 401_000))).to.equal(
        true,
      );
      expect(link.cuts).to.equal(1);
      link.cutAlways(200_000);
      const failure = await store.read('a', { offset: 0, length: 400_000 }).catch((error: unknown) => error);
      expect(String(failure)).to.match(/a broke off after \d+ of 400000 bytes/);
      expect(link.cuts).to.equal(4);
    } finally {
      await link.close();
    }
  });

  it('asks again when no answer comes, and does not wait for ever', async () => {
    const link = await SlowLink.open(server.port);
    try {
      const store = await open(newRoom(), link.port, 100);
      const bytes = randomBytes(1000);
      await store.write('a', bytes);
      link.holdRequests(1);
      expect((await store.read('a', { offset: 0, length: 1000 })).equals(bytes)).to.equal(true);
      link.holdRequests(Number.POSITIVE_INFINITY);
      const failure = await store.read('a', { offset: 0, length: 1000 }).catch((error: Error) => error.message);
      expect(failure).to.equal('a did not come in time');
    } finally {
      await link.close();
    }
  });

  it('tells of a server that is silent, or gone, as of one that cannot be reached, whatever was asked', async () => {
    const link = await SlowLink.open(server.port);
    const room = newRoom();
    const grace = { readGraceMs: 50, answerWithinMs: 200 };
    try {
      const access = { ...server.access(link.port), bucket: server.bucket, prefix: room };
      const store = await S3BlobStore.create({ ...access, ...grace });
      stores.push(store);
      await store.write('a', randomBytes(1000));
      const asks: Record<string, () => Promise<unknown>> = {
        read: () => store.read('a'),
        'read a range': () => store.read('a', { offset: 0, length: 10 }),
        stream: () => store.stream('a'),
        size: () => store.size('a'),
        list: () => store.list(''),
        write: () => store.write('b', Buffer.of(1)),
        remove: () => store.remove('a'),
      };
      link.holdRequests(Number.POSITIVE_INFINITY);
      for (const [name, ask] of Object.entries(asks)) {
        expect(await ask().catch((error: unknown) => error), name).to.be.instanceOf(StoreUnavailableError);
      }
      const opening = S3BlobStore.create({ ...access, ...grace }).catch((error: unknown) => error);
      expect(await opening).to.include({
        fault: 'endpoint',
        message: 'what answers there has said nothing within 0.2 s',
      });
      await link.close();
      for (const [name, ask] of Object.entries(asks)) {
        expect(await ask().catch((error: unknown) => error), name).to.be.instanceOf(StoreUnavailableError);
      }
    } finally {
      await link.close();
    }
    const whole = await open(room);
    expect(await whole.list('')).to.deep.equal(['a']);
    expect(await whole.read('unknown').catch((error: unknown) => error)).to.be.instanceOf(BlobMissingError);
  });

  it('gives up an answer that trickles, at a byte a second, long before its last byte', async () => {
    const link = await SlowLink.open(server.port);
    try {
      const store = await open(newRoom(), link.port, 200);
      const bytes = randomBytes(2_000_000);
      await store.write('a', bytes);
      link.trickleAfter(60_000);
      for (const range of [undefined, { offset: 0, length: bytes.length }]) {
        const startedMs = performance.now();
        const failure = await store.read('a', range).catch((error: Error) => error.message);
        expect(failure).to.equal('a did not come in time');
        expect(performance.now() - startedMs).to.be.below(4000);
      }
      link.trickleAfter(Number.POSITIVE_INFINITY);
      expect((await store.read('a')).equals(bytes)).to.equal(true);
    } finally {
      await link.close();
    }
  }).timeout(20_000);

  it('lets go of a read at once that is not wanted any more', async () => {
    const link = await SlowLink.open(server.port);
    try {
      const store = await open(newRoom(), link.port);
      await store.write('a', randomBytes(1000));
      link.holdRequests(Number.POSITIVE_INFINITY);
      const unwanted = new AbortController();
      const read = store.read('a', undefined, undefined, unwanted.signal).catch((error: Error) => error.message);
      unwanted.abort(new Error('not wanted'));
      expect(await read).to.equal('not wanted');
    } finally {
      await link.close();
    }
  });

  it('says within seconds that a server which accepts the connection says nothing', async () => {
    const link = await SlowLink.open(server.port);
    try {
      link.holdRequests(Number.POSITIVE_INFINITY);
      const access = { ...server.access(link.port), bucket: server.bucket, prefix: '', answerWithinMs: 300 };
      const failure = await S3BlobStore.create(access).catch((error: unknown) => error);
      expect(failure).to.include({ fault: 'endpoint', message: 'what answers there has said nothing within 0.3 s' });
    } finally {
      await link.close();
    }
  });

  it('reads many ranges over few connections', async () => {
    const link = await SlowLink.open(server.port);
    try {
      const store = await open(newRoom(), link.port);
      await store.write('a', randomBytes(100_000));
      for (let round = 0; round < 30; round += 1) await store.read('a', { offset: round * 1000, length: 1000 });
      expect(link.connections).to.be.at.most(2);
    } finally {
      await link.close();
    }
  });
});
