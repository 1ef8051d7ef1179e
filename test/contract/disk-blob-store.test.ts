import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { BlobMissingError } from '../../media/store/blob-store.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { incomingName } from '../../media/store/incoming-name.js';
import { makeTempDir } from '../support/temp-dir.js';
import { describeBlobStore } from './blob-store-contract.js';

describe('DiskBlobStore', () => {
  describeBlobStore(() => DiskBlobStore.create(join(makeTempDir('blobs'), 'made', 'here')));

  it('leaves no empty folder behind a removed object', async () => {
    const root = makeTempDir('blobs');
    const store = await DiskBlobStore.create(root);
    await store.write('media/a/b', Buffer.from('1'));
    await store.write('media/b/b', Buffer.from('1'));
    await store.remove('media/a/b');
    expect(await readdir(join(root, 'media'))).to.deep.equal(['b']);
    await store.remove('media/b/b');
    expect(await readdir(root)).to.deep.equal(['.incoming']);
  });

  it('leaves nothing behind a publication that fails', async () => {
    const root = makeTempDir('blobs');
    const store = await DiskBlobStore.create(root);
    await mkdir(join(root, 'media', 'a'), { recursive: true });
    const failure = await store.write('media/a', Buffer.from('1')).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(await readdir(join(root, '.incoming'))).to.deep.equal([]);
  });

  it('clears away what a killed process was writing', async () => {
    const root = makeTempDir('blobs');
    const killed = await DiskBlobStore.create(root);
    await killed.write('media/a', Buffer.from('whole'));
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const [ours, others] = [incomingName(process.ppid), incomingName(ended).replace(/^/, 'elsewhere-')];
    for (const name of [incomingName(ended), ours, others]) await writeFile(join(root, '.incoming', name), 'ha');
    const store = await DiskBlobStore.create(root);
    expect(await readdir(join(root, '.incoming')), 'what others are writing stays').to.have.members([ours, others]);
    expect((await store.read('media/a')).toString()).to.equal('whole');
  });

  it('discards what was begun long ago and never finished, and nothing else', async () => {
    const root = makeTempDir('blobs');
    const store = await DiskBlobStore.create(root);
    await store.write('media/a', Buffer.from('whole'));
    for (const name of ['old', 'young']) await writeFile(join(root, '.incoming', name), 'half');
    await utimes(join(root, '.incoming', 'old'), 1, 1);
    await mkdir(join(root, 'media', 'begun', 'deeper'), { recursive: true });
    expect(await store.discardUnfinished(2000)).to.equal(1);
    expect(await readdir(join(root, '.incoming'))).to.deep.equal(['young']);
    expect(await readdir(join(root, 'media')), 'empty folders go').to.deep.equal(['a']);
    expect(await store.list('')).to.deep.equal(['media/a']);
  });

  it('a file that hangs holds up no other, and takes two reads alone; who waits for it can leave', async () => {
    const root = makeTempDir('blobs');
    const store = await DiskBlobStore.create(root);
    await store.write('media/a', Buffer.from('whole'));
    const pipe = join(root, 'media', 'hung');
    // Opening a pipe waits for its writer, in the same place as a disk that does not answer.
    execFileSync('mkfifo', [pipe]);
    const hung = [1, 2].map(() => store.read('media/hung').catch((error: unknown) => error));
    const leaving = new AbortController();
    const waiting = Array.from({ length: 10 }, () =>
      store.read('media/hung', undefined, undefined, leaving.signal).catch((error: Error) => error.message),
    );
    for (let round = 0; round < 5; round += 1) expect((await store.read('media/a')).toString()).to.equal('whole');
    leaving.abort(new Error('not wanted'));
    expect(new Set(await Promise.all(waiting))).to.deep.equal(new Set(['not wanted']));
    const writer = await open(pipe, 'w');
    for (const error of await Promise.all(hung)) expect(error).to.be.instanceOf(BlobMissingError);
    await writer.close();
  });

  it('publishes a file of another file system', async () => {
    // Linux has a file system of its own there; where it has not, the file is simply moved.
    const source = join(existsSync('/dev/shm') ? '/dev/shm' : makeTempDir('elsewhere'), `streamsync-${process.pid}`);
    const root = makeTempDir('blobs');
    const store = await DiskBlobStore.create(root);
    await writeFile(source, 'over there');
    await store.publish('media/a/b', source);
    expect((await store.read('media/a/b')).toString()).to.equal('over there');
    expect(await readdir(join(root, '.incoming'))).to.deep.equal([]);
    expect(existsSync(source)).to.equal(false);
  });

  it('holds no file handle when nobody reads', async () => {
    const store = await DiskBlobStore.create(makeTempDir('blobs'));
    await store.write('a', Buffer.alloc(100_000));
    const before = (await readdir('/proc/self/fd')).length;
    for (let round = 0; round < 50; round += 1) {
      await store.read('a', { offset: 0, length: 1 });
      await store.read('a', { offset: 0, length: 200_000 }).catch(() => undefined);
      (await store.stream('a')).destroy();
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect((await readdir('/proc/self/fd')).length).to.be.at.most(before + 2);
  });
});
