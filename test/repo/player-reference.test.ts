import { expect } from 'chai';
import { OBSERVED_ATTRIBUTES } from '../../client/player/attributes.js';
import { FORWARDED_EVENTS } from '../../client/player/media-events.js';
import { readProjectFile } from '../support/project-files.js';

const reference = readProjectFile('client/PLAYER.md');
/** Names that the reference has as code, one at a time. */
const documented = new Set([...reference.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name));
const undocumented = (names: Iterable<string>) => [...new Set(names)].filter((name) => !documented.has(name));
const namesIn = (file: string, pattern: RegExp) =>
  [...readProjectFile(file).matchAll(pattern)].map(([, name]) => name!);

describe('the reference of <streamsync-player>', () => {
  it('has every attribute and every event', () => {
    expect(undocumented(OBSERVED_ATTRIBUTES)).to.deep.equal([]);
    expect(undocumented(FORWARDED_EVENTS)).to.deep.equal([]);
    expect(undocumented(namesIn('client/sdk/player-events.ts', /^ {2}(\w+):/gm))).to.deep.equal([]);
  });

  it('has every figure of stats(), and every error that a player gives up with', () => {
    const [, figures = ''] = /^\| `stats\(\)` \| `\{ ([^}]*) \}`/m.exec(reference) ?? [];
    expect(figures.split(', ')).to.have.members(namesIn('client/sdk/player-stats.ts', /^ {2}readonly (\w+):/gm));
    expect(undocumented(namesIn('client/sdk/player-error.ts', /^ {2}'([a-z-]+)': 'never'/gm))).to.deep.equal([]);
  });

  it('has every property of the style, part and slot', () => {
    expect(undocumented(namesIn('client/player/styles.ts', /var\((--streamsync-[a-z]+)/g))).to.deep.equal([]);
    expect(undocumented(namesIn('client/player/template.ts', /\bpart="([a-z-]+)"/g))).to.deep.equal([]);
    expect(undocumented(namesIn('client/player/template.ts', /<slot name="([a-z-]+)"/g))).to.deep.equal([]);
  });

  it('has nothing that is not there any more', () => {
    const rows = [...reference.matchAll(/^\| (.+?) \| part \|/gm)].flatMap(([, cell]) => [
      ...cell!.matchAll(/`([a-z-]+)`/g),
    ]);
    const parts = namesIn('client/player/template.ts', /\bpart="([a-z-]+)"/g);
    expect(rows.map(([, part]) => part).filter((part) => !parts.includes(part!))).to.deep.equal([]);
  });
});
