import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layOutClientPackage } from '../../server/setup/client-package.mjs';
import { PROJECT_ROOT } from './project-files.js';
import { makeTempDir } from './temp-dir.js';

const PACKAGES = path.join(PROJECT_ROOT, 'node_modules');

/** A project of somebody else that has installed the client's package: that, what it depends on, and few of its own. */
export class ConsumerProject {
  private constructor(readonly folder: string) {}

  /** @param own packages that the project depends on besides. */
  static create(own: readonly string[] = []): ConsumerProject {
    const folder = makeTempDir('consumer');
    const laidOut = path.join(folder, 'laid-out');
    layOutClientPackage(PROJECT_ROOT, laidOut);
    const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: laidOut,
      encoding: 'utf8',
    }).trim();
    execFileSync('tar', ['-xzf', path.join(folder, packed), '-C', folder]);
    const project = new ConsumerProject(folder);
    project.write('package.json', JSON.stringify({ private: true, type: 'module' }));
    mkdirSync(path.join(folder, 'node_modules'));
    renameSync(path.join(folder, 'package'), project.#installed);
    for (const name of [...project.dependencies(), ...own]) {
      const link = path.join(folder, 'node_modules', name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(PACKAGES, name), link);
    }
    return project;
  }

  get #installed(): string {
    return path.join(this.folder, 'node_modules/streamsync');
  }

  /** What comes along with the package. */
  dependencies(): string[] {
    return Object.keys(JSON.parse(readFileSync(path.join(this.#installed, 'package.json'), 'utf8')).dependencies);
  }

  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** What the package came with, as paths below it. */
  packed(): string[] {
    return readdirSync(this.#installed, { recursive: true, encoding: 'utf8' });
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
