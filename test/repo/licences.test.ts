import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { PROJECT_ROOT, readProjectFile } from '../support/project-files.js';

/** SPDX names of what may be part of a program under the MIT licence. */
const ALLOWED = [
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense', 'MPL-2.0'],
];
/** Allowed under another licence, and why. */
const APART: Record<string, { readonly licence: string; readonly because: string }> = {
  'ffmpeg-static': { licence: 'GPL-3.0-or-later', because: 'it runs as a process of its own, and is optional' },
  '@derhuerst/ffprobe-static': {
    licence: 'GPL-3.0-or-later',
    because: 'it runs as a process of its own, and is optional',
  },
};
/** Packages whose package.json says nothing: the file of theirs that does. */
const STATED_IN: Record<string, { readonly file: string; readonly licence: string; readonly words: RegExp }> = {
  'combine-errors': { file: 'Readme.md', licence: 'MIT', words: /^## License\s+MIT$/m },
};
/** Tools by how they are installed, but built into the pages. */
const IN_PAGES = ['react', 'react-dom', 'scheduler'];

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
}

const lock = JSON.parse(readProjectFile('package-lock.json')) as { packages: Record<string, Locked> };
const nameOf = (place: string) => place.replace(/^.*node_modules\//, '');
const shipped = Object.entries(lock.packages).filter(
  ([place, { dev }]) => place !== '' && (!dev || IN_PAGES.includes(nameOf(place))),
);

/** What a package says of itself; undefined when it says nothing. */
function licenceOf(place: string, { license }: Locked): string | undefined {
  if (license !== undefined) return license;
  const folder = path.join(PROJECT_ROOT, place);
  const stated = STATED_IN[nameOf(place)];
  if (stated !== undefined) {
    return stated.words.test(readFileSync(path.join(folder, stated.file), 'utf8')) ? stated.licence : undefined;
  }
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) return undefined;
  // As npm once had it: a list, of which any may be chosen.
  const { licenses = [] } = JSON.parse(readFileSync(manifest, 'utf8')) as { licenses?: { type: string }[] };
  return licenses.length === 0 ? undefined : licenses.map(({ type }) => type).join(' OR ');
}

function isAllowed(place: string, licence: string): boolean {
  const apart = APART[nameOf(place)];
  if (apart !== undefined) return apart.licence === licence;
  const choices = licence.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => ALLOWED.includes(choice.replace(/^BSD$/, 'BSD-3-Clause')));
}

describe('licences', () => {
  it('are looked at for everything that is installed with the server or built into its pages', () => {
    expect(shipped.length).to.be.greaterThan(200);
    expect(shipped.map(([place]) => nameOf(place))).to.include.members(['express', 'tus-js-client', ...IN_PAGES]);
  });

  it('of every package are stated, and allowed', () => {
    const wrong = shipped.flatMap(([place, locked]) => {
      const licence = licenceOf(place, locked);
      return licence !== undefined && isAllowed(place, licence) ? [] : [`${place}: ${licence ?? 'no licence'}`];
    });
    expect(wrong).to.deep.equal([]);
  });

  it('are excused for no package that is not there, or that states its own by now', () => {
    const names = shipped.map(([place]) => nameOf(place));
    expect(names).to.include.members([...Object.keys(APART), ...Object.keys(STATED_IN)]);
    const stating = shipped.filter(([place, { license }]) => nameOf(place) in STATED_IN && license !== undefined);
    expect(stating).to.deep.equal([]);
  });
});
