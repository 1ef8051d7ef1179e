import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { SourceShelf, sourceBytes } from '../../../../../server/office/library/source-shelf.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const BYTES = Buffer.from('a film');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

describe('source shelf', () => {
  let folder: string;
  let offered: string;
  let shelf: SourceShelf;

  beforeEach(async () => {
    folder = join(makeTempDir('shelf'), 'sources');
    offered = join(makeTempDir('offered'), 'film.mp4');
    await writeFile(offered, BYTES);
    shelf = await SourceShelf.create(folder);
  });

  for (const keep of [false, true]) {
    it(`holds a file by the hash of its bytes, ${keep ? 'as a copy' : 'under a second name'}`, async () => {
      await shelf.withIncoming(offered, keep, async (source) => {
        expect(source).to.include({ sha256: SHA256, bytes: BYTES.length });
        await shelf.place(source);
      });
      expect(await readdir(folder)).to.deep.equal([SHA256]);
      expect(await readFile(offered), 'it stays where it was, too').to.deep.equal(BYTES);
      await writeFile(offered, 'changed');
      expect((await readFile(shelf.pathOf(SHA256))).equals(BYTES)).to.equal(keep);
    });
  }

  it('takes a file that it has already', async () => {
    for (const keep of [false, false, true]) await shelf.withIncoming(offered, keep, (source) => shelf.place(source));
    expect(await readdir(folder)).to.deep.equal([SHA256]);
  });

  it('keeps nothing that was not placed', async () => {
    const failure = await shelf
      .withIncoming(offered, false, () => Promise.reject(new Error('refused')))
      .catch((error: Error) => error.message);
    expect(failure).to.equal('refused');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('is swept of what nobody needs, and not of what is coming in', async () => {
    for (const name of ['needed', 'unneeded', 'incoming-of-a-killed-process']) await writeFile(join(folder, name), 'x');
    await shelf.withIncoming(offered, false, async (source) => {
      expect(await shelf.sweep(new Set(['needed']))).to.have.members(['unneeded', 'incoming-of-a-killed-process']);
      await shelf.place(source);
    });
    expect(await readdir(folder)).to.have.members(['needed', SHA256]);
  });

  it('takes regular files only', async () => {
    expect(await sourceBytes(offered)).to.equal(BYTES.length);
    const link = `${offered}.link`;
    await symlink(offered, link);
    const dir = `${offered}.dir`;
    await mkdir(dir);
    for (const path of [link, dir, `${offered}.none`]) {
      const failure = await sourceBytes(path).catch((error: unknown) => error);
      expect(failure).to.have.property('code', 'source-missing');
    }
  });
});
