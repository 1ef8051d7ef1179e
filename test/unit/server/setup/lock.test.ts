import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { withLock } from '../../../../server/setup/lock.mjs';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('set-up: the lock', () => {
  const folder = makeTempDir('set-up');
  const file = path.join(folder, 'lock');

  it('lets one work at a time, and is gone afterwards', async () => {
    let atWork = 0;
    const work = async () => {
      atWork += 1;
      await new Promise((resolve) => setImmediate(resolve));
      expect(atWork).to.equal(1);
      atWork -= 1;
      return 'done';
    };
    const results = await Promise.all([1, 2, 3].map(() => withLock(file, 'testing', work)));
    expect(results).to.deep.equal(['done', 'done', 'done']);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is given back when the work fails', async () => {
    const failed = await withLock(file, 'testing', () => Promise.reject(new Error('no luck'))).catch((error) => error);
    expect(failed.message).to.equal('no luck');
    expect(existsSync(file)).to.equal(false);
  });

  it('is taken over from a process that was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, String(pid));
    expect(await withLock(file, 'testing', async () => 'done')).to.equal('done');
  });
});
