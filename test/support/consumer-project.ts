import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from './project-files.js';
import { makeTempDir } from './temp-dir.js';

const PACKAGES = path.join(PROJECT_ROOT, 'node_modules');

/** A project of somebody else that has installed the package: what npm would pack of it, and what it depends on. */
export class ConsumerProject {
  private constructor(readonly folder: string) {}

  static create(): ConsumerProject {
    const folder = makeTempDir('consumer');
    const installed = path.join(folder, 'node_modules');
    mkdirSync(installed);
    const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    }).trim();
    execFileSync('tar', ['-xzf', path.join(folder, packed), '-C', folder]);
    renameSync(path.join(folder, 'package'), path.join(installed, 'streamsync'));
    for (const name of readdirSync(PACKAGES)) {
      if (!name.startsWith('.')) symlinkSync(path.join(PACKAGES, name), path.join(installed, name));
    }
    const project = new ConsumerProject(folder);
    project.write('package.json', JSON.stringify({ private: true, type: 'module' }));
    return project;
  }

  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** What the package came with, as paths below it. */
  packed(): string[] {
    return readdirSync(path.join(this.folder, 'node_modules/streamsync'), { recursive: true, encoding: 'utf8' });
  }

  /** @returns what a program from node_modules printed. @throws Error with what it printed, when it failed. */
  run(program: string, ...args: string[]): string {
    return this.node(path.join(PACKAGES, program), ...args);
  }

  node(...args: string[]): string {
    try {
      return execFileSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
    }
  }
}
