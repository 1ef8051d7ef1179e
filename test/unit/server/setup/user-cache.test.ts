import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { publish, readNotes, userCacheDir, writeNotes } from '../../../../server/setup/user-cache.mjs';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('set-up: the cache of a user', () => {
  const folder = makeTempDir('set-up');

  it('lies where the XDG specification says', () => {
    expect(userCacheDir({}, '/home/me')).to.equal('/home/me/.cache/streamsync');
    expect(userCacheDir({ XDG_CACHE_HOME: '/var/cache/me' }, '/home/me')).to.equal('/var/cache/me/streamsync');
    expect(userCacheDir({ XDG_CACHE_HOME: 'relative' }, '/home/me')).to.equal('/home/me/.cache/streamsync');
  });

  it('publishes a program whole and ready to run, over an older one too, and leaves nothing beside it', () => {
    const [from, to] = [path.join(folder, 'made'), path.join(folder, 'cache/program')];
    for (const content of ['old', 'new']) {
      writeFileSync(from, content);
      publish(from, to);
      expect(readFileSync(to, 'utf8')).to.equal(content);
    }
    expect(statSync(to).mode & 0o111).to.equal(0o111);
    expect(readdirSync(path.dirname(to))).to.deep.equal(['program']);
  });

  it('keeps notes, and takes damaged ones for none', () => {
    const file = path.join(folder, 'notes.json');
    expect(readNotes(file)).to.deep.equal({});
    writeNotes(file, { tried: 1 });
    expect(readNotes(file)).to.deep.equal({ tried: 1 });
    for (const damage of ['{"tried":', 'null', '']) {
      writeFileSync(file, damage);
      expect(readNotes(file), damage).to.deep.equal({});
    }
  });
});
