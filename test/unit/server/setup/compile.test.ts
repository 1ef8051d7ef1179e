import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { fingerprint, pruneStale } from '../../../../server/setup/compile.mjs';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('set-up: compiling', () => {
  const root = makeTempDir('set-up');
  const write = (name: string, content = '') => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  };
  before(() => {
    for (const name of ['package-lock.json', 'tsconfig.json', 'shared/a.ts', 'shared/deep/b.ts']) write(name);
  });

  it('is done anew when a source comes, goes, grows or is written again, and only then', () => {
    const seen = new Set<string>();
    const isNew = () => {
      const before = seen.size;
      return seen.add(fingerprint(root, ['shared'])).size > before;
    };
    expect(isNew()).to.equal(true);
    expect(isNew(), 'unchanged').to.equal(false);
    write('shared/deep/c.ts');
    expect(isNew(), 'come').to.equal(true);
    rmSync(path.join(root, 'shared/a.ts'));
    expect(isNew(), 'gone').to.equal(true);
    write('shared/deep/b.ts', 'grown');
    expect(isNew(), 'grown').to.equal(true);
    utimesSync(path.join(root, 'shared/deep/b.ts'), 1, 1);
    expect(isNew(), 'written again').to.equal(true);
    write('package-lock.json', '{}');
    expect(isNew(), 'other packages').to.equal(true);
    expect(isNew(), 'unchanged').to.equal(false);
  });

  it('leaves nothing behind of a source that is gone', () => {
    write('test/here.test.ts');
    write('test/setup.mjs');
    for (const stem of ['here.test', 'gone.test', 'deep/gone.test']) {
      for (const ending of ['.js', '.js.map', '.d.ts']) write(`dist/test/${stem}${ending}`);
    }
    for (const name of ['setup.mjs', 'setup.d.mts', 'gone.mjs', 'tsconfig.tsbuildinfo']) write(`dist/test/${name}`);
    pruneStale(path.join(root, 'dist/test'), path.join(root, 'test'));
    expect(readdirSync(path.join(root, 'dist/test'), { recursive: true }).sort()).to.deep.equal([
      'deep',
      'here.test.d.ts',
      'here.test.js',
      'here.test.js.map',
      'setup.d.mts',
      'setup.mjs',
      'tsconfig.tsbuildinfo',
    ]);
  });
});
