import { randomBytes } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { BlobKeyError } from '../../media/store/blob-key.js';
import { BlobMissingError, type BlobStore } from '../../media/store/blob-store.js';
import { makeTempDir } from '../support/temp-dir.js';

/**
 * What every store must do. Call it inside a `describe`.
 *
 * @param makeStore answers a new, empty store.
 */
export function describeBlobStore(makeStore: () => Promise<BlobStore>): void {
  const bytes = randomBytes(100_000);
  let store: BlobStore;
  let workDir: string;

  beforeEach(async () => {
    store = await makeStore();
    workDir = makeTempDir('blob-contract');
  });

  async function localFile(content: Uint8Array): Promise<string> {
    const path = join(workDir, 'local');
    await writeFile(path, content);
    return path;
  }

  it('reads back what was written', async () => {
    await store.write('media/a/index.json', bytes);
    expect((await store.read('media/a/index.json')).equals(bytes)).to.equal(true);
  });

  it('reads back a published file, which may be gone then', async () => {
    const path = await localFile(bytes);
    await store.publish('media/a/media.mp4', path);
    expect((await store.read('media/a/media.mp4')).equals(bytes)).to.equal(true);
  });

  it('publishes nothing when the local file is missing', async () => {
    await rejects(store.publish('media/a/media.mp4', join(workDir, 'none')));
    expect(await store.list('')).to.deep.equal([]);
  });

  it('reads a range', async () => {
    await store.write('a', bytes);
    for (const [offset, length] of [
      [0, 1],
      [40_000, 50_000],
      [99_999, 1],
      [0, 100_000],
      [100_000, 0],
    ] as const) {
      const part = await store.read('a', { offset, length });
      expect(part.equals(bytes.subarray(offset, offset + length)), `${offset}+${length}`).to.equal(true);
    }
  });

  it('reads into a buffer it is given, and refuses one without room', async () => {
    await store.write('a', bytes);
    const into = Buffer.alloc(60_000, 7);
    const part = await store.read('a', { offset: 100, length: 50_000 }, into);
    expect(part.buffer).to.equal(into.buffer);
    expect(part.equals(bytes.subarray(100, 50_100))).to.equal(true);
    expect(into.subarray(50_000).every((byte) => byte === 7)).to.equal(true);
    expect(await rejects(store.read('a', { offset: 0, length: 60_001 }, into))).to.be.instanceOf(RangeError);
  });

  it('refuses a range the object does not have', async () => {
    await store.write('a', bytes);
    for (const [offset, length] of [
      [-1, 2],
      [0, -1],
      [0, 100_001],
      [100_000, 1],
      [0.5, 1],
      [Number.NaN, 1],
    ] as const) {
      expect(await rejects(store.read('a', { offset, length })), `${offset}+${length}`).to.be.instanceOf(RangeError);
      expect(await rejects(store.stream('a', { offset, length })), `${offset}+${length}`).to.be.instanceOf(RangeError);
    }
  });

  it('streams an object, whole or a range of it', async () => {
    await store.write('a', bytes);
    expect((await buffer(await store.stream('a'))).equals(bytes)).to.equal(true);
    const part = await buffer(await store.stream('a', { offset: 17, length: 70_000 }));
    expect(part.equals(bytes.subarray(17, 70_017))).to.equal(true);
    expect(await buffer(await store.stream('a', { offset: 5, length: 0 }))).to.have.length(0);
  });

  it('serves many readers of one object at once', async () => {
    await store.write('a', bytes);
    const offsets = Array.from({ length: 200 }, (_, index) => index * 400);
    const parts = await Promise.all(offsets.map((offset) => store.read('a', { offset, length: 400 })));
    expect(Buffer.concat(parts).equals(bytes.subarray(0, 80_000))).to.equal(true);
  });

  it('holds empty objects', async () => {
    await store.write('a', new Uint8Array());
    expect(await store.size('a')).to.equal(0);
    expect(await store.read('a')).to.have.length(0);
    expect(await buffer(await store.stream('a'))).to.have.length(0);
  });

  it('says how large an object is, and nothing of an unknown one', async () => {
    await store.write('media/a/b', bytes);
    expect(await store.size('media/a/b')).to.equal(100_000);
    for (const key of ['media/a/c', 'media/a', 'media/a/b/c']) expect(await store.size(key), key).to.equal(undefined);
  });

  it('names the object that is missing', async () => {
    await store.write('media/a/b', bytes);
    for (const key of ['media/a/c', 'media/a', 'media/a/b/c']) {
      for (const attempt of [() => store.read(key), () => store.stream(key)]) {
        const error = await rejects(attempt());
        expect(error, key).to.be.instanceOf(BlobMissingError);
        expect((error as BlobMissingError).key).to.equal(key);
      }
    }
  });

  it('lists keys by prefix, in order', async () => {
    const keys = ['media/b/index.json', 'media/a/z', 'media/a/media.mp4', 'media/a-b/x', 'media/a.b/x', 'other/a', 'm'];
    for (const key of keys) await store.write(key, bytes.subarray(0, 1));
    expect(await store.list('')).to.deep.equal(keys.toSorted());
    expect(await store.list('media/a/')).to.deep.equal(['media/a/media.mp4', 'media/a/z']);
    expect(await store.list('media/a')).to.deep.equal(['media/a-b/x', 'media/a.b/x', 'media/a/media.mp4', 'media/a/z']);
    expect(await store.list('media/a/m')).to.deep.equal(['media/a/media.mp4']);
    expect(await store.list('none/at/all')).to.deep.equal([]);
  });

  it('removes an object and nothing else', async () => {
    await store.write('media/a/b', bytes);
    await store.write('media/a/c', bytes);
    await store.remove('media/a/b');
    expect(await store.list('')).to.deep.equal(['media/a/c']);
    expect(await rejects(store.read('media/a/b'))).to.be.instanceOf(BlobMissingError);
  });

  it('removes an unknown object without complaint', async () => {
    await store.write('media/a/b', bytes);
    for (const key of ['none', 'media/a', 'media/a/b/c']) await store.remove(key);
    expect(await store.list('')).to.deep.equal(['media/a/b']);
  });

  it('lets a key be written again after it was removed', async () => {
    await store.write('media/a/b', bytes);
    await store.remove('media/a/b');
    await store.write('media/a/b', bytes.subarray(0, 10));
    expect(await store.size('media/a/b')).to.equal(10);
  });

  it('shows another reader all of an object or nothing', async () => {
    const seen = new Set<number | undefined>();
    let writing = true;
    const watch = (async () => {
      while (writing) seen.add(await store.size('media/a/b'));
    })();
    for (let round = 0; round < 20; round += 1) {
      await store.write('media/a/b', bytes);
      await store.remove('media/a/b');
    }
    writing = false;
    await watch;
    expect([...seen].filter((size) => size !== undefined && size !== bytes.length)).to.deep.equal([]);
  });

  it('takes neighbours being published and removed at the same time', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await store.write(`media/shared/${index}`, bytes.subarray(0, 100));
        if (index % 4 !== 0) await store.remove(`media/shared/${index}`);
      }),
    );
    expect(await store.list('media/')).to.have.length(10);
  });

  it('refuses keys that are no keys, before anything is touched', async () => {
    const path = await localFile(bytes);
    const bad = [
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/.b',
      '.incoming/a',
      'a\\b',
      'a b',
      'a\0b',
    ];
    for (const key of [...bad, 'é', 'a?b', 'a%2e', 'x'.repeat(129), 'x/'.repeat(300)]) {
      for (const attempt of [
        () => store.read(key),
        () => store.stream(key),
        () => store.size(key),
        () => store.write(key, bytes),
        () => store.publish(key, path),
        () => store.remove(key),
      ]) {
        expect(await rejects(attempt()), JSON.stringify(key)).to.be.instanceOf(BlobKeyError);
      }
    }
    expect(await store.list('')).to.deep.equal([]);
    expect((await stat(path)).size).to.equal(bytes.length);
  });
}

/** What a promise was rejected with. */
async function rejects(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  expect(outcome, 'it was expected to fail').not.to.equal(undefined);
  return outcome?.error;
}
