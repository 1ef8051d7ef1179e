import { expect } from 'chai';
import { projectFiles, readProjectFile } from '../support/project-files.js';

const RULES = {
  'the timeline': ['TL1', 'TL2', 'TL3', 'TL4', 'TL5', 'TL6', 'TL7'],
  playout: ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'],
};

const titles = projectFiles()
  .filter((file) => file.startsWith('test/') && file.endsWith('.ts'))
  .flatMap((file) =>
    [...readProjectFile(file).matchAll(/\b(?:describe|it)\(\s*(['"`])(.*?)\1/gs)].map(([, , title]) => title),
  );

describe('the tests read as the specification', () => {
  for (const [subject, rules] of Object.entries(RULES)) {
    it(`and name every rule of ${subject}`, () => {
      const untested = rules.filter((rule) => !titles.some((title) => new RegExp(`\\b${rule}\\b`).test(title ?? '')));
      expect(untested).to.deep.equal([]);
    });
  }
});
