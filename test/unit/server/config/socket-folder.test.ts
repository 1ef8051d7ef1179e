import { cpSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeSocketFolder } from '../../../../server/config/socket-folder.js';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('the folder for sockets', () => {
  it('is one that only this user may enter, and what a killed server left is removed', async () => {
    const dataDir = makeTempDir('data');
    const left = await makeSocketFolder(dataDir);
    writeFileSync(join(left, 'office'), '');
    expect(statSync(left).mode & 0o777).to.equal(0o700);
    const folder = await makeSocketFolder(dataDir);
    expect([existsSync(left), existsSync(folder)]).to.deep.equal([false, true]);
    expect(readFileSync(join(dataDir, 'sockets'), 'utf8')).to.equal(folder);
    await rm(folder, { recursive: true });
  });

  it('is left alone by a server on a copy of the data folder', async () => {
    const [dataDir, copy] = [makeTempDir('data'), makeTempDir('copy')];
    const folder = await makeSocketFolder(dataDir);
    cpSync(dataDir, copy, { recursive: true });
    await rm(await makeSocketFolder(copy), { recursive: true });
    expect(existsSync(folder)).to.equal(true);
    await rm(folder, { recursive: true });
  });

  it('removes nothing else, whatever the note says', async () => {
    const dataDir = makeTempDir('data');
    const other = mkdtempSync(join(tmpdir(), 'other-'));
    for (const note of [other, '', '/', '..', `${tmpdir()}/`, `${other}/../..`]) {
      writeFileSync(join(dataDir, 'sockets'), note);
      await rm(await makeSocketFolder(dataDir), { recursive: true });
      expect(existsSync(other), note).to.equal(true);
    }
    await rm(other, { recursive: true });
  });
});
