import { once } from 'node:events';
import { readFileSync, rmSync, symlinkSync, unlinkSync, watch } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Upload } from '@tus/server';
import { expect } from 'chai';
import { codedUploadError } from '../../../../../server/office/http/upload-error.js';
import { UploadStore } from '../../../../../server/office/http/upload-store.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const ID = 'a'.repeat(32);

describe('upload store', () => {
  let store: UploadStore;

  beforeEach(async () => {
    store = new UploadStore(makeTempDir('upload-store'), 1000, async () => undefined);
    await store.create(new Upload({ id: ID, size: 10, offset: 0 }));
  });

  const bytes = (text: string): Readable => Readable.from([Buffer.from(text)]);

  it('writes where it is told, and answers where that ends', async () => {
    expect(await store.write(bytes('hello'), ID, 0)).to.equal(5);
    expect(await store.write(bytes('world'), ID, 5)).to.equal(10);
    expect(readFileSync(store.pathOf(ID), 'utf8')).to.equal('helloworld');
  });

  it('says that the disk is full, and goes on when it is not', async () => {
    unlinkSync(store.pathOf(ID));
    // Linux' device that is always full.
    symlinkSync('/dev/full', store.pathOf(ID));
    const failure = await store.write(bytes('hello'), ID, 0).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'ENOSPC');
    expect(codedUploadError(failure as Error)).to.include({ code: 'storage-full', status: 507 });
    unlinkSync(store.pathOf(ID));
    await store.create(new Upload({ id: ID, size: 10, offset: 0 }));
    expect(await store.write(bytes('hello'), ID, 0)).to.equal(5);
  });

  it('keeps what came of bytes that broke off', async () => {
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.from('hel');
      throw new Error('the line went dead');
    }
    const failure = await store.write(Readable.from(breaking()), ID, 0).catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'the line went dead');
    expect((await store.getUpload(ID)).offset).to.be.oneOf([0, 3]);
  });

  describe('letting uploads in', () => {
    let seen: (readonly [id: string, offset: number])[];
    let folder: string;

    beforeEach(async () => {
      folder = makeTempDir('upload-store');
      store = open();
      for (const id of ['1', '2', '3']) await store.create(new Upload({ id, size: 10, offset: 0 }));
    });

    function open(): UploadStore {
      return new UploadStore(folder, 1000, async (_, unfinished) => {
        seen = unfinished.map(({ id, offset }) => [id, offset] as const);
      });
    }

    async function expectUnfinished(...expected: (readonly [id: string, offset: number])[]): Promise<void> {
      await store.create(new Upload({ id: 'last', size: 10, offset: 0 }));
      expect(seen).to.have.deep.members(expected);
      await store.remove('last');
      const read = await Promise.all(expected.map(async ([id]) => [id, (await store.getUpload(id)).offset]));
      expect(expected, 'as the folder has it').to.deep.equal(read);
    }

    it('knows how far those are that are unfinished', async () => {
      await expectUnfinished(['1', 0], ['2', 0], ['3', 0]);
      await store.write(bytes('hello'), '1', 0);
      await store.write(bytes('helloworld'), '2', 0);
      await expectUnfinished(['1', 5], ['3', 0]);
      await store.remove('3');
      await expectUnfinished(['1', 5]);
      store = open();
      await expectUnfinished(['1', 5]);
    });

    it('counts the bytes of one that is on its way, and reads no note of another', async () => {
      const sending = new Readable({ read: () => undefined });
      const written = store.write(sending, '1', 0);
      const watcher = watch(folder);
      sending.push('hel');
      await once(watcher, 'change');
      watcher.close();
      for (const id of ['2', '3']) rmSync(join(folder, `${id}.json`));
      await store.create(new Upload({ id: '4', size: 10, offset: 0 }));
      expect(seen).to.have.deep.members([
        ['1', 3],
        ['2', 0],
        ['3', 0],
      ]);
      sending.push(null);
      expect(await written).to.equal(3);
    });

    it('forgets those that were left for too long', async () => {
      await store.sweep(Date.now() + 5000, (id) => id === '2');
      await expectUnfinished(['2', 0]);
    });
  });
});
