import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkPaths } from '../../../../server/config/check-paths.js';
import { SettingsError } from '../../../../server/config/load-settings.js';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('check-paths', () => {
  const folder = makeTempDir('programs');
  const program = join(folder, 'tool');
  const text = join(folder, 'text');

  before(() => {
    writeFileSync(program, '#!/bin/sh\n');
    chmodSync(program, 0o755);
    writeFileSync(text, 'no program\n', { mode: 0o644 });
    mkdirSync(join(folder, 'tools'));
  });

  const there = { FFMPEG_BIN: program, FFPROBE_BIN: 'tool', MEDIASOUP_WORKER_BIN: undefined, IMPORT_DIR: undefined };
  const outcome = (changes: Partial<Record<keyof typeof there, string>>) =>
    checkPaths({ ...there, ...changes }, `/nowhere:${folder}`).then(
      () => 'fine',
      (error: unknown) => {
        expect(error).to.be.instanceOf(SettingsError);
        return (error as Error).message;
      },
    );

  it('finds programs by their path and by their name, and the folder to import from', async () => {
    expect(await outcome({})).to.equal('fine');
    expect(await outcome({ MEDIASOUP_WORKER_BIN: program, IMPORT_DIR: folder })).to.equal('fine');
  });

  it('names the first setting whose program or folder is not there, or is something else', async () => {
    for (const name of ['FFMPEG_BIN', 'FFPROBE_BIN', 'MEDIASOUP_WORKER_BIN'] as const) {
      for (const wrong of ['/nowhere/tool', 'no-such-tool', text, join(folder, 'tools')]) {
        expect(await outcome({ [name]: wrong })).to.equal(
          `${name}=${wrong} cannot be used: allowed is a program that this user may run, by its path or its name in PATH`,
        );
      }
    }
    for (const wrong of ['/nowhere', text]) {
      expect(await outcome({ IMPORT_DIR: wrong })).to.equal(
        `IMPORT_DIR=${wrong} cannot be used: allowed is a folder that this user may read`,
      );
    }
  });
});
