import path from 'node:path';
import { expect } from 'chai';
import { projectFiles, readProjectFile, withoutComments } from '../support/project-files.js';

type Project = 'shared' | 'media' | 'server' | 'client';

const PROJECTS: Record<Project, readonly Project[]> = {
  shared: ['shared'],
  media: ['shared', 'media'],
  server: ['shared', 'media', 'server'],
  client: ['shared', 'client'],
};

/** Makes the pages, and runs in Node.js itself. */
const PAGES_BUILD = ['client/vite.config.ts', 'client/bundle-budgets.ts'];

/** Where a package lives alone, so that replacing it, or its types, touches one folder. */
const HOMES: Record<string, string | readonly string[]> = {
  mediasoup: 'server/sfu/',
  kysely: 'server/store/',
  'better-sqlite3': 'server/store/',
  express: 'server/http/',
  '@tus/server': 'server/http/',
  '@tus/file-store': 'server/http/',
  jose: 'server/auth/',
  'socket.io': 'server/signaling/',
  pino: 'server/log/',
  dotenv: 'server/main.ts',
  mp4box: 'media/',
  'lru-cache': ['media/cache/', 'server/channel/channel-directory.ts', 'server/alarms/object-checks.ts'],
  'rrule-temporal': 'shared/timeline/recurrence.ts',
  '@noble/hashes': 'shared/timeline/content-hash.ts',
  '@aws-sdk/client-s3': 'media/store/',
  '@aws-sdk/lib-storage': 'media/store/',
  'mediasoup-client': 'client/sdk/',
  'socket.io-client': ['client/sdk/', 'client/console/live/'],
  vite: PAGES_BUILD,
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const imports: Import[] = projectFiles()
  .filter((file) => /^(shared|media|server|client)\/.*\.(m?[jt]s|tsx)$/.test(file))
  .flatMap((file) => {
    const source = withoutComments(readProjectFile(file));
    const found = source.matchAll(/\b(?:from|import)\s*\(?\s*(['"])([^'"]+)\1/g);
    return [...found].map(([, , specifier = '']) => ({ file, specifier }));
  });

const isRelative = ({ specifier }: Import) => specifier.startsWith('.');
const targetOf = ({ file, specifier }: Import) => path.posix.join(path.posix.dirname(file), specifier);
const packageOf = ({ specifier }: Import) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
const show = (found: readonly Import[]) => found.map(({ file, specifier }) => `${file} imports ${specifier}`);

describe('imports', () => {
  it('are found at all', () => {
    expect(imports.length).to.be.greaterThan(100);
  });

  it('point one way: shared ← media ← server, shared ← client, and nothing imports test', () => {
    const wrong = imports.filter(isRelative).filter((one) => {
      const from = one.file.split('/')[0] as Project;
      return !PROJECTS[from].some((project) => targetOf(one).startsWith(`${project}/`));
    });
    expect(show(wrong)).to.deep.equal([]);
  });

  it('of a package stay in the folder where that package lives alone', () => {
    const wrong = imports.filter((one) => {
      const home = HOMES[packageOf(one)];
      return home !== undefined && ![home].flat().some((folder) => one.file.startsWith(folder));
    });
    expect(show(wrong)).to.deep.equal([]);
  });

  it('leave shared pure and isomorphic: itself, and packages that are', () => {
    const pure = ['zod', 'rrule-temporal', '@noble/hashes'];
    const wrong = imports.filter(
      (one) => one.file.startsWith('shared/') && !isRelative(one) && !pure.includes(packageOf(one)),
    );
    expect(show(wrong)).to.deep.equal([]);
  });

  it('keep Node.js out of the browser', () => {
    const inBrowser = imports.filter(({ file }) => file.startsWith('client/') && !PAGES_BUILD.includes(file));
    expect(show(inBrowser.filter(({ specifier }) => specifier.startsWith('node:')))).to.deep.equal([]);
  });

  it('P1 let a feed start no process: only preparing a file runs ffmpeg', () => {
    const running = imports.filter(
      ({ file, specifier }) => specifier === 'node:child_process' && !file.startsWith('server/setup/'),
    );
    expect(show(running).filter((line) => !line.startsWith('media/ingest/'))).to.deep.equal([]);
    const players = imports.filter(({ file }) => /^(media\/(playout|rtp|cache)|server\/(channel|sfu))\//.test(file));
    expect(show(players.filter((one) => targetOf(one).startsWith('media/ingest/')))).to.deep.equal([]);
  });

  it('let set-up run before any package is there', () => {
    const wrong = imports.filter(
      (one) =>
        one.file.startsWith('server/setup/') &&
        !one.specifier.startsWith('node:') &&
        !targetOf(one).startsWith('server/setup/'),
    );
    expect(show(wrong)).to.deep.equal([]);
  });
});
