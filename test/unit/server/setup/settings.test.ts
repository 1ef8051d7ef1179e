import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { handOnPrograms, withEnvFile } from '../../../../server/setup/settings.mjs';
import { makeTempDir } from '../../../support/temp-dir.js';

describe('set-up: settings', () => {
  const folder = makeTempDir('set-up');
  before(() => {
    writeFileSync(path.join(folder, '.env'), 'FFMPEG_BIN=/from/file\nCHROMIUM_BIN=/a/browser\nFFPROBE_BIN=\nPORT=1\n');
  });

  it('takes programs from an .env file, which the environment overrides', () => {
    const env = withEnvFile(folder, { FFMPEG_BIN: '/from/environment', HOME: '/home' });
    expect(env).to.deep.equal({ FFMPEG_BIN: '/from/environment', CHROMIUM_BIN: '/a/browser', HOME: '/home' });
  });

  it('needs no such file', () => {
    expect(withEnvFile(path.join(folder, 'nowhere'), { HOME: '/home' })).to.deep.equal({ HOME: '/home' });
  });

  it('hands on the programs, and nothing else', () => {
    const to = { MEDIASOUP_WORKER_BIN: '/kept' };
    handOnPrograms({ FFMPEG_BIN: '/f', HOME: '/home' }, to);
    expect(to).to.deep.equal({ MEDIASOUP_WORKER_BIN: '/kept', FFMPEG_BIN: '/f' });
  });
});
