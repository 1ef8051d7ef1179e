import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

export interface ShellAnswer {
  readonly output: string;
  /** 0, or the exit status of the last command that failed. */
  readonly status: number;
}

/** A shell that commands are typed into one after the other, as a reader of a page would. */
export class ShellSession {
  readonly #shell: ChildProcess;
  readonly #lines: Interface;
  readonly #end: string;

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.#end = `--- ${Math.random().toString(36).slice(2)} ---`;
    this.#shell = spawn('bash', ['-s'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#shell.stdout! });
  }

  async run(commands: string): Promise<ShellAnswer> {
    const output: string[] = [];
    const status = new Promise<number>((resolve, reject) => {
      const onExit = () => reject(new Error(`the shell ended in the middle of:\n${commands}`));
      const onLine = (line: string) => {
        const [text = '', code] = line.split(this.#end);
        if (text !== '') output.push(text);
        if (code === undefined) return;
        this.#lines.off('line', onLine);
        this.#shell.off('exit', onExit);
        resolve(Number(code));
      };
      this.#lines.on('line', onLine);
      this.#shell.once('exit', onExit);
    });
    this.#shell.stdin!.write(
      `failed=0; trap 'failed=$?' ERR\n${commands}\ntrap - ERR; printf '%s%d\\n' '${this.#end}' $failed\n`,
    );
    return { status: await status, output: output.join('\n') };
  }

  async close(): Promise<void> {
    if (this.#shell.exitCode !== null || this.#shell.signalCode !== null) return;
    const ended = once(this.#shell, 'exit');
    this.#shell.stdin!.end();
    await ended;
  }
}
