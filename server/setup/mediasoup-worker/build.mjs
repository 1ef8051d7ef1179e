// @ts-check
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command.mjs';
import { SetUpFailure } from '../failure.mjs';
import { publish } from '../user-cache.mjs';
import { inWorkFolder } from '../work-folder.mjs';

// The mediasoup package brings the worker's sources along, but its own build fetches meson from PyPI and every library
// from the internet. This one takes both from the system. `subprojects/` answers for each bundled library with the
// system's, under the names that the worker's meson.build asks for; two of them are small adapters:
//   libsrtp3         the libsrtp 3 calls that the worker makes, carried by libsrtp 2
//   unordered_dense  the hash map's names, over the standard containers
// `pch/` lists the headers that most sources include.

/** @type {import('../system-packages.mjs').Requirement[]} */
export const BUILD_REQUIREMENTS = [
  { package: 'meson', program: 'meson' },
  { package: 'ninja-build', program: 'ninja' },
  { package: 'g++', program: 'g++' },
  { package: 'pkg-config', program: 'pkg-config' },
  { package: 'flatbuffers-compiler', program: 'flatc' },
  { package: 'libflatbuffers-dev' },
  { package: 'libssl-dev' },
  { package: 'libuv1-dev' },
  { package: 'libsrtp2-dev' },
  { package: 'libabsl-dev' },
];

/** What is changed in the package's sources. Each text must occur exactly once, or the recipe is for another version. */
const PATCHES = [
  {
    why: "Debian 12's meson is 1.0.1, and nothing in the build needs a later one",
    file: 'meson.build',
    from: "meson_version: '>= 1.1.0'",
    to: "meson_version: '>= 1.0.0'",
  },
  {
    why: 'without its wrap file, unordered_dense is no longer found by dependency()',
    file: 'meson.build',
    from: "dependency('unordered_dense')",
    to: "subproject('unordered_dense').get_variable('unordered_dense_dep')",
  },
  {
    // An OpenSSL built with kernel TLS, as Debian's is, asks the BIO whether the kernel encrypts. The callback overrides
    // the answer "no" with 1, OpenSSL then allocates no write buffer, and the first DTLS handshake crashes the worker.
    why: 'the callback must pass on the result of every finished operation, not of BIO_CB_RETURN alone',
    file: 'src/RTC/DtlsTransport.cpp',
    from: '(operationType == BIO_CB_RETURN)',
    to: '((operationType & BIO_CB_RETURN) != 0)',
  },
  {
    why: 'parsing headers is most of the build: precompiled, they take less than half the time',
    file: 'meson.build',
    from: "cpp_args: cpp_args + ['-DMS_EXECUTABLE'],",
    to: "cpp_args: cpp_args + ['-DMS_EXECUTABLE'],\n  cpp_pch: 'pch/pch.hpp',",
  },
];

// -O2 builds in about two thirds of the time of the release type's -O3.
const MESON_OPTIONS = ['--buildtype=release', '--optimization=2', '-Db_ndebug=true', '--wrap-mode=nodownload'];

/**
 * @param {string} packageFolder the installed mediasoup package, left as it is
 * @param {string} output where the worker appears, whole and at once
 * @param {(news: string) => void} report how far the build is
 */
export function buildWorker(packageFolder, output, report) {
  return inWorkFolder('mediasoup-worker', async (work) => {
    cpSync(path.join(packageFolder, 'worker'), work, { recursive: true });
    rmSync(path.join(work, 'subprojects'), { recursive: true });
    for (const part of ['subprojects', 'pch']) {
      cpSync(path.join(import.meta.dirname, part), path.join(work, part), { recursive: true });
    }
    for (const patch of PATCHES) {
      const file = path.join(work, patch.file);
      writeFileSync(file, applyPatch(readFileSync(file, 'utf8'), patch));
    }
    await must('meson', ['setup', ...MESON_OPTIONS, 'build'], work, report);
    await must('ninja', ['-C', 'build', 'mediasoup-worker'], work, report);
    publish(path.join(work, 'build/mediasoup-worker'), output);
  });
}

/**
 * @param {string} source
 * @param {{ file: string, from: string, to: string }} patch
 */
export function applyPatch(source, { file, from, to }) {
  const parts = source.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new SetUpFailure(
    `the worker's ${file} has changed: "${from}" occurs ${parts.length - 1} times in it, not once.`,
    'Install the version of mediasoup that package-lock.json names (npm ci), or let MEDIASOUP_WORKER_BIN name a worker.',
  );
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {(news: string) => void} report
 */
async function must(command, args, cwd, report) {
  const { ok, output } = await run(command, args, {
    cwd,
    onLine(line) {
      const [steps] = line.match(/^\[\d+\/\d+\]/) ?? [];
      if (steps) report(`compiling ${steps}`);
    },
  });
  if (ok) return;
  throw new SetUpFailure(
    `the mediasoup worker does not build (${command}):\n${output}`,
    'Mend what the last lines say, or let MEDIASOUP_WORKER_BIN name a worker built elsewhere.',
  );
}
