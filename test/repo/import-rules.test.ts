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

/** The processes of a server. */
const PARTS = ['server/air/', 'server/office/', 'server/front/'];

/** Makes the pages, and runs in Node.js itself. */
const PAGES_BUILD = ['client/vite.config.ts', 'client/bundle-budgets.ts'];

/** Where a package lives alone, so that replacing it, or its types, touches one folder. */
const HOMES: Record<string, string | readonly string[]> = {
  mediasoup: 'server/air/sfu/',
  kysely: 'server/office/store/',
  'better-sqlite3': ['server/office/store/', 'server/config/folder-lock.ts'],
  express: ['server/http/', 'server/front/', 'server/office/http/'],
  '@tus/server': 'server/office/http/',
  '@tus/file-store': 'server/office/http/',
  jose: 'server/credentials/',
  'socket.io': 'server/air/signaling/',
  pino: 'server/log/',
  dotenv: 'server/main.ts',
  httpxy: 'server/front/',
  mp4box: 'media/',
  'lru-cache': ['media/cache/', 'server/front/', 'server/office/'],
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

  it('keep what never waits apart from what may: air, office and front know only what lies below all of them', () => {
    const roomOf = (file: string) => PARTS.find((part) => file.startsWith(part));
    const wrong = imports.filter(isRelative).filter((one) => {
      const to = roomOf(targetOf(one));
      return one.file.startsWith('server/') && to !== undefined && to !== roomOf(one.file);
    });
    expect(show(wrong)).to.deep.equal([]);
    expect(imports.filter(({ file }) => roomOf(file) !== undefined).length).to.be.greaterThan(100);
  });

  it('of a package stay in the folder where that package lives alone', () => {
    const wrong = imports.filter((one) => {
      const home = HOMES[packageOf(one)];
      return home !== undefined && ![home].flat().some((folder) => one.file.startsWith(folder));
    });
    expect(show(wrong)).to.deep.equal([]);
  });

  it('leave shared pure and isomorphic: itself, and packages that are', () => {
    const pure = ['zod', '@noble/hashes'];
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
    const startsParts = 'server/managed-process.ts imports node:child_process';
    expect(show(running).filter((line) => !line.startsWith('media/ingest/'))).to.deep.equal([startsParts]);
    const players = imports.filter(({ file }) =>
      /^(media\/(playout|rtp|cache)\/|media\/slate\/slate\.ts|server\/air\/)/.test(file),
    );
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
