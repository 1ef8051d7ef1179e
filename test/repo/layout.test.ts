import path from 'node:path';
import { expect } from 'chai';
import { projectFiles, readProjectFile, withoutComments } from '../support/project-files.js';

const TOP_LEVEL = [
  'LICENSE',
  'README.md',
  'client',
  'media',
  'package-lock.json',
  'package.json',
  'server',
  'shared',
  'test',
  'tsconfig.json',
];

const files = projectFiles();
const written = files.filter((file) => /\.(m?[jt]s|tsx|css|html)$/.test(file));

describe('the layout of the repo', () => {
  it('has at the top what its readers look for, and nothing else but dotfiles', () => {
    const top = new Set(files.map((file) => file.split('/')[0] ?? file).filter((name) => !name.startsWith('.')));
    expect([...top].sort()).to.deep.equal(TOP_LEVEL);
  });

  it('keeps files small: one idea each, at most 300 lines, 500 in a test', () => {
    const long = written.flatMap((file) => {
      const lines = readProjectFile(file).split('\n').length - 1;
      return lines > (file.startsWith('test/') ? 500 : 300) ? [`${file}: ${lines} lines`] : [];
    });
    expect(long).to.deep.equal([]);
  });

  it('names files in kebab-case, after their idea', () => {
    const odd = written.filter((file) => {
      const name = path.posix.basename(file);
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name) || /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/.test(file)
      );
    });
    expect(odd).to.deep.equal([]);
  });

  it('exports by name, never everything a file has', () => {
    const starred = written.filter((file) => /\bexport\s+\*/.test(withoutComments(readProjectFile(file))));
    expect(starred).to.deep.equal([]);
  });
});
