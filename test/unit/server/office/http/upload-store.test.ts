import { readFileSync, symlinkSync, unlinkSync } from 'node:fs';
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
});
