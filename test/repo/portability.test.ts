import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { PROJECT_ROOT, projectFiles, readProjectFile } from '../support/project-files.js';

interface Lock {
  readonly packages: Record<string, LockedPackage>;
}
interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

const files = projectFiles();
const texts = files.filter((file) =>
  /\.(m?[jt]s|tsx|json|md|css|html|svg|h|hpp|build|txt)$|\/run$|^\.[a-z]+rc$/.test(file),
);
const lock = JSON.parse(readProjectFile('package-lock.json')) as Lock;

describe('a clone elsewhere', () => {
  it('meets no path of the machine that it was written on', () => {
    // A place right below the root, such as /root or /app, may stand in an example.
    const places = [PROJECT_ROOT, os.homedir()].filter((place) => place.split(path.sep).length > 2);
    const found = texts.filter((file) => places.some((place) => readProjectFile(file).includes(place + path.sep)));
    expect(found).to.deep.equal([]);
  });

  it('installs from the registry of its own machine: the lock file and .npmrc name none', () => {
    expect(Object.keys(lock.packages).filter((name) => lock.packages[name]?.resolved !== undefined)).to.deep.equal([]);
    expect(readProjectFile('.npmrc')).to.match(/^omit-lockfile-registry-resolved=true$/m);
    expect(readProjectFile('.npmrc')).to.not.match(/^[^;#]*(registry\s*=|_auth)/m);
    expect(readProjectFile('package-lock.json')).to.not.match(/https?:\/\/registry\./);
  });

  // npm 11 refuses a lock file without them, and npm leaves out those that the registry at hand does not have.
  it('installs on every platform: the lock file has every optional package', () => {
    const absent = Object.entries(lock.packages).flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => findLocked(folder, name) === undefined),
    );
    expect(absent).to.deep.equal([]);
  });

  it('gets the same packages: every version is exact', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readProjectFile('package.json'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      expect(version, name).to.match(/^(npm:[@a-z/-]+@)?\d+\.\d+\.\d+$/);
    }
  });
});

describe('the pages of the repo', () => {
  const pages = files.filter((file) => file.endsWith('.md'));

  it('link to files that are there', () => {
    const broken = pages.flatMap((page) =>
      [...readProjectFile(page).matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|href)="([^"]+)"/g)]
        .map(([, inline, attribute]) => inline ?? attribute ?? '')
        .filter((link) => !/^([a-z]+:|#)/.test(link))
        .filter((link) => !existsSync(path.join(PROJECT_ROOT, path.dirname(page), link.replace(/#.*$/, ''))))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });
});

/** As Node.js looks for a package: beside the one that asks, then ever further up. */
function findLocked(folder: string, name: string): LockedPackage | undefined {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const found = lock.packages[path.posix.join(at, 'node_modules', name)];
    if (found !== undefined || at === '') return found;
  }
}
