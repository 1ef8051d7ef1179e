import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { PROJECT_ROOT } from '../support/project-files.js';

describe('npm run docs', function () {
  this.timeout(120_000);

  it('makes the reference of streamsync/client, without a warning', () => {
    // A warning fails it: it is set up that way, for a link to nowhere or a type that is used but not explained.
    execFileSync(process.execPath, ['server/setup/docs.mjs'], { cwd: PROJECT_ROOT, stdio: 'pipe' });
    const page = (name: string) => path.join(PROJECT_ROOT, 'dist/docs', name);
    expect(readFileSync(page('classes/StreamSyncPlayer.html'), 'utf8')).to.include('Starts at once');
    for (const name of ['interfaces/PlayerStats', 'types/PlayerState', 'classes/StreamSyncPlayerElement']) {
      expect(existsSync(page(`${name}.html`)), name).to.equal(true);
    }
  });
});
