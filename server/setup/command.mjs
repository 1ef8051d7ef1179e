// @ts-check
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const KEPT_LINES = 20;
const STUCK_AFTER_MS = 30 * 60_000;

/**
 * Runs a program to its end without a shell or an input. It never rejects: a program that cannot be started, fails or
 * runs too long is `ok: false`.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ ok: boolean, code: number | null, output: string }>} `output`: how its output begins and how it ends
 */
export function run(command, args, { cwd, env = process.env, timeoutMs = STUCK_AFTER_MS, onLine } = {}) {
  return new Promise((resolve) => {
    /** @type {string[]} */
    const lines = [];
    /** @param {string} line */
    const keep = (line) => {
      lines.push(line);
      if (lines.length > 2 * KEPT_LINES) lines.splice(KEPT_LINES, 1);
    };
    const child = spawn(command, args, { cwd, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const endWithUs = () => child.kill();
    process.once('exit', endWithUs);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        keep(line);
        onLine?.(line);
      });
    }
    /** @param {number | null} code */
    const end = (code) => {
      clearTimeout(timer);
      process.off('exit', endWithUs);
      resolve({ ok: code === 0, code, output: lines.join('\n') });
    };
    child.once('error', (error) => {
      keep(error.message);
      end(null);
    });
    child.once('close', end);
  });
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} where the shell would find the program
 */
export function findOnPath(name, env = process.env) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.flatMap((folder) => extensions.map((ext) => path.join(folder, name + ext))).find(isProgram);
}

/** @param {string} file */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
