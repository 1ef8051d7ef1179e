import path from 'node:path';
import { expect } from 'chai';
import { isWorthTrying, tryDownload } from '../../../../server/setup/download.mjs';
import { readNotes } from '../../../../server/setup/user-cache.mjs';
import { makeTempDir } from '../../../support/temp-dir.js';

const HOUR_MS = 3_600_000;

describe('set-up: downloads', () => {
  const folder = makeTempDir('set-up');

  it('that failed are left alone for a day', () => {
    const failedAtMs = 1_000 * HOUR_MS;
    expect(isWorthTrying(undefined, failedAtMs)).to.equal(true);
    expect(isWorthTrying(failedAtMs, failedAtMs + HOUR_MS)).to.equal(false);
    expect(isWorthTrying(failedAtMs, failedAtMs + 24 * HOUR_MS)).to.equal(true);
  });

  it('are tried again when the clock has been set back, or the note makes no sense', () => {
    expect(isWorthTrying(5 * HOUR_MS, 4 * HOUR_MS)).to.equal(true);
    expect(isWorthTrying('yesterday', 4 * HOUR_MS)).to.equal(true);
  });

  it('from a host that does not answer fail quietly, and that is remembered', async () => {
    const download = { name: 'a part 1.0', origin: 'http://127.0.0.1:1', script: 'never-run.mjs', cwd: folder };
    expect(await tryDownload(download, folder, async () => false)).to.equal(false);
    expect(readNotes(path.join(folder, 'failed-downloads.json'))).to.have.all.keys('a part 1.0');
  });
});
