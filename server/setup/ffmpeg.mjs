// @ts-check
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, isProgram, run } from './command.mjs';
import { tryDownload } from './download.mjs';
import { SetUpFailure } from './failure.mjs';
import { readNotes, writeNotes } from './user-cache.mjs';

/** @typedef {import('./system-packages.mjs').Missing} Missing */
/** @typedef {{ root: string, cacheDir: string, env: NodeJS.ProcessEnv }} Context */

/** What preparing a file takes, and not every build of ffmpeg has. */
const NEEDS = { '-encoders': ['libx264', 'libopus'], '-filters': ['ebur128', 'alimiter', 'bwdif', 'colorspace'] };

const REMEDY =
  `Let FFMPEG_BIN name an ffmpeg that has ${Object.values(NEEDS).flat().join(', ')}, with its ffprobe beside it or in FFPROBE_BIN.\n` +
  'Or unset it, and set-up looks for one itself.';

/**
 * Settles FFMPEG_BIN and FFPROBE_BIN: as given, else ffmpeg-static's, else those on PATH, else Debian's package.
 *
 * @param {Context} context its `env` gets the two settings
 * @returns {Promise<Missing | undefined>}
 */
export async function lookForFfmpeg(context) {
  if (context.env['FFMPEG_BIN']) {
    await useGiven(context);
    return undefined;
  }
  if ((await useStatic(context)) || (await useOnPath(context))) return undefined;
  return {
    name: 'ffmpeg',
    requires: [{ package: 'ffmpeg' }],
    async make() {
      // An unfit ffmpeg earlier on PATH must not hide Debian's.
      if ((await useOnPath(context)) || (await use(context, '/usr/bin/ffmpeg', '/usr/bin/ffprobe'))) return;
      throw new SetUpFailure('no ffmpeg on this system has all that preparing a file takes.', REMEDY);
    },
  };
}

/** @param {Context} context */
async function useGiven(context) {
  const { FFMPEG_BIN: ffmpeg = '', FFPROBE_BIN: givenProbe } = context.env;
  if (!isProgram(ffmpeg)) throw new SetUpFailure(`FFMPEG_BIN=${ffmpeg} is not a program that can be run.`, REMEDY);
  const ffprobe = givenProbe || besideOrOnPath(ffmpeg, context.env);
  if (!ffprobe || !isProgram(ffprobe)) {
    throw new SetUpFailure(`there is no ffprobe to go with FFMPEG_BIN=${ffmpeg}.`, REMEDY);
  }
  const lacking = await lacks(ffmpeg, context.cacheDir);
  if (lacking.length > 0) throw new SetUpFailure(`FFMPEG_BIN=${ffmpeg} lacks ${lacking.join(', ')}.`, REMEDY);
  Object.assign(context.env, { FFMPEG_BIN: ffmpeg, FFPROBE_BIN: ffprobe });
}

/** @param {Context} context */
async function useStatic(context) {
  const ffmpeg = await staticProgram(context, 'ffmpeg-static', 'ffmpeg');
  const ffprobe = ffmpeg && (await staticProgram(context, '@derhuerst/ffprobe-static', 'ffprobe'));
  return ffmpeg !== undefined && use(context, ffmpeg, ffprobe);
}

/**
 * @param {Context} context
 * @param {string} name an optional package, which does nothing but download its program
 * @param {string} program
 * @returns {Promise<string | undefined>}
 */
async function staticProgram({ root, cacheDir }, name, program) {
  const folder = path.join(root, 'node_modules', name);
  const file = path.join(folder, process.platform === 'win32' ? `${program}.exe` : program);
  const script = path.join(folder, 'install.js');
  if (!existsSync(script)) return undefined;
  const works = async () => isProgram(file) && (await run(file, ['-version'])).ok;
  if (await works()) return file;
  rmSync(file, { force: true });
  const origin = process.env['FFMPEG_BINARIES_URL'] ?? 'https://github.com';
  return (await tryDownload({ name, origin, script, cwd: folder }, cacheDir, works)) ? file : undefined;
}

/** @param {Context} context */
async function useOnPath(context) {
  const ffmpeg = findOnPath('ffmpeg', context.env);
  return ffmpeg !== undefined && use(context, ffmpeg, besideOrOnPath(ffmpeg, context.env));
}

/**
 * @param {Context} context
 * @param {string} ffmpeg
 * @param {string | undefined} ffprobe
 * @returns {Promise<boolean>} whether the pair will do
 */
async function use(context, ffmpeg, ffprobe) {
  if (!ffprobe || !isProgram(ffprobe) || !isProgram(ffmpeg)) return false;
  if ((await lacks(ffmpeg, context.cacheDir)).length > 0) return false;
  Object.assign(context.env, { FFMPEG_BIN: ffmpeg, FFPROBE_BIN: ffprobe });
  return true;
}

/** @param {string} ffmpeg @param {NodeJS.ProcessEnv} env */
function besideOrOnPath(ffmpeg, env) {
  const beside = path.join(path.dirname(ffmpeg), path.basename(ffmpeg).replace('ffmpeg', 'ffprobe'));
  return beside !== ffmpeg && isProgram(beside) ? beside : findOnPath('ffprobe', env);
}

/**
 * @param {string} ffmpeg asked once: the answer is kept until the file changes
 * @param {string} cacheDir
 * @returns {Promise<string[]>} what it lacks of what we need
 */
async function lacks(ffmpeg, cacheDir) {
  const { size, mtimeMs } = statSync(ffmpeg);
  const key = [ffmpeg, size, mtimeMs, ...Object.values(NEEDS).flat()].join(' ');
  const notesFile = path.join(cacheDir, 'ffmpeg-abilities.json');
  const known = readNotes(notesFile)[key];
  if (Array.isArray(known)) return known;
  /** @type {string[]} */
  const lacking = [];
  for (const [list, names] of Object.entries(NEEDS)) {
    /** @type {Set<string | undefined>} */
    const listed = new Set();
    await run(ffmpeg, ['-hide_banner', list], { onLine: (line) => listed.add(line.trim().split(/\s+/)[1]) });
    lacking.push(...names.filter((name) => !listed.has(name)));
  }
  writeNotes(notesFile, { [key]: lacking });
  return lacking;
}
