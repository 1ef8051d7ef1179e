import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { SetUpFailure } from '../../../../server/setup/failure.mjs';
import { lookForFfmpeg } from '../../../../server/setup/ffmpeg.mjs';
import { writeShellProgram } from '../../../support/shell-program.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const ABLE = `case "$2" in
-encoders) echo " V....D libx264  H.264"; echo " A..... libopus  Opus";;
-filters) for name in ebur128 alimiter bwdif colorspace; do echo " ... $name  A->A  a filter"; done;;
esac`;
const UNABLE = ABLE.replace('libx264', 'libopenh264');

describe('set-up: ffmpeg', () => {
  const folder = makeTempDir('set-up');
  let count = 0;

  /** A folder with programs in it, and the environment in which only these can be found. */
  function place(programs: Record<string, string>) {
    count += 1;
    const bin = path.join(folder, String(count));
    mkdirSync(bin);
    for (const [name, script] of Object.entries(programs)) writeShellProgram(path.join(bin, name), script);
    return bin;
  }
  const lookWith = async (env: NodeJS.ProcessEnv) => {
    const context = { root: path.join(folder, 'no-packages'), cacheDir: folder, env };
    return { missing: await lookForFfmpeg(context), env };
  };
  const failureWith = (env: NodeJS.ProcessEnv) =>
    lookWith(env).then(
      () => expect.fail('it found one'),
      (error: unknown) => error as SetUpFailure,
    );

  it('is the one that FFMPEG_BIN names, with the ffprobe beside it', async () => {
    const onPath = place({ ffmpeg: ABLE, ffprobe: '' });
    const own = place({ ffmpeg: ABLE, ffprobe: '' });
    const { missing, env } = await lookWith({ PATH: onPath, FFMPEG_BIN: `${own}/ffmpeg` });
    expect(missing).to.equal(undefined);
    expect(env['FFPROBE_BIN']).to.equal(`${own}/ffprobe`);
  });

  it('takes FFPROBE_BIN, else the ffprobe on PATH, where there is none beside it', async () => {
    const onPath = place({ ffprobe: '' });
    const own = place({ ffmpeg: ABLE });
    const found = await lookWith({ PATH: onPath, FFMPEG_BIN: `${own}/ffmpeg` });
    expect(found.env['FFPROBE_BIN']).to.equal(`${onPath}/ffprobe`);
    const other = place({ 'my-probe': '' });
    const given = await lookWith({ PATH: onPath, FFMPEG_BIN: `${own}/ffmpeg`, FFPROBE_BIN: `${other}/my-probe` });
    expect(given.env['FFPROBE_BIN']).to.equal(`${other}/my-probe`);
  });

  it('is otherwise the pair on PATH', async () => {
    const bin = place({ ffmpeg: ABLE, ffprobe: '' });
    const { env } = await lookWith({ PATH: bin });
    expect(env).to.deep.equal({ PATH: bin, FFMPEG_BIN: `${bin}/ffmpeg`, FFPROBE_BIN: `${bin}/ffprobe` });
  });

  it("is otherwise Debian's, also when the one on PATH lacks an encoder or its ffprobe", async () => {
    for (const programs of [{}, { ffmpeg: UNABLE, ffprobe: '' }, { ffmpeg: ABLE }]) {
      const { missing, env } = await lookWith({ PATH: place(programs) });
      expect(missing?.requires).to.deep.equal([{ package: 'ffmpeg' }]);
      expect(env['FFMPEG_BIN']).to.equal(undefined);
    }
  });

  it('is never silently another one than FFMPEG_BIN names', async () => {
    const onPath = place({ ffmpeg: ABLE, ffprobe: '' });
    const unable = `${place({ ffmpeg: UNABLE, ffprobe: '' })}/ffmpeg`;
    const lacking = await failureWith({ PATH: onPath, FFMPEG_BIN: unable });
    expect(lacking).to.be.instanceOf(SetUpFailure);
    expect(lacking.message).to.equal(`FFMPEG_BIN=${unable} lacks libx264.`);
    const absent = await failureWith({ PATH: onPath, FFMPEG_BIN: '/nowhere/ffmpeg' });
    expect(absent.message).to.include('FFMPEG_BIN=/nowhere/ffmpeg');
    const alone = await failureWith({ PATH: '', FFMPEG_BIN: `${place({ ffmpeg: ABLE })}/ffmpeg` });
    expect(alone.message).to.include('no ffprobe');
  });
});
