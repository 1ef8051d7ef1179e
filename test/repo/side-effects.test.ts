import { expect } from 'chai';
import { projectFiles, readProjectFile, withoutComments } from '../support/project-files.js';

/** The world outside: elsewhere, time and settings are arguments, so that every decision can be tested. */
const OUTSIDE = /\b(Date\.now|new Date\(\)|performance\.now|setTimeout|setInterval|console\.|process\.env)/g;

const ALLOWED: Record<string, { readonly words: readonly string[]; readonly because: string }> = {
  'server/clock/': {
    words: ['Date.now', 'performance.now', 'setTimeout', 'setInterval'],
    because: 'it is the one clock, and the one timer, of the process',
  },
  'server/config/check-paths.ts': {
    words: ['process.env'],
    because: 'a program that is named without a folder is looked for where the system would',
  },
  'server/net/bounded-http-server.ts': {
    words: ['setTimeout'],
    because: 'how long a connection may be idle is counted by its socket',
  },
  'server/managed-process.ts': {
    words: ['process.env'],
    because: 'what it starts has the environment that it has itself, and more threads',
  },
  'server/main.ts': {
    words: ['process.env', 'setTimeout'],
    because: 'it hands the environment to the settings, and bounds how long closing may take',
  },
};

describe('time, timers, the console and the environment', () => {
  it('are touched by the clock and the entry point alone', () => {
    const touched = projectFiles()
      .filter((file) => /^(media|server)\/.*\.ts$/.test(file))
      .flatMap((file) => {
        const words = withoutComments(readProjectFile(file)).match(OUTSIDE) ?? [];
        const allowed = Object.entries(ALLOWED).find(([place]) => file.startsWith(place))?.[1].words ?? [];
        return words.filter((word) => !allowed.includes(word)).map((word) => `${file}: ${word}`);
      });
    expect(touched).to.deep.equal([]);
  });

  it('are allowed nowhere that does not need it any more', () => {
    const unused = Object.entries(ALLOWED).flatMap(([place, { words }]) => {
      const sources = projectFiles().filter((file) => file.startsWith(place) && file.endsWith('.ts'));
      const text = sources.map((file) => withoutComments(readProjectFile(file))).join('\n');
      return words.filter((word) => !text.includes(word)).map((word) => `${place}: ${word}`);
    });
    expect(unused).to.deep.equal([]);
  });
});
