import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.js';

const MAIN = fileURLToPath(new URL('../../server/main.js', import.meta.url));
const READY_LINE = /^StreamSync is ready: (http:\S+)/m;
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 10_000;
const LOG_LINES = 400;

export interface ServerProcessOptions {
  readonly dataDir: string;
  /** How many SFU workers; each takes a port. */
  readonly workers?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The real server as its own process, on ports of its own: it can be killed, and started again on the same data. */
export class ServerProcess {
  readonly url: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: string[] = [];
  #child: ChildProcess | undefined;

  private constructor(port: number, env: NodeJS.ProcessEnv) {
    this.url = `http://localhost:${port}`;
    this.#env = env;
  }

  /** Starts a server and answers when it said that it is ready. */
  static async start({ dataDir, workers = 1, env = {} }: ServerProcessOptions): Promise<ServerProcess> {
    const port = await freePorts(1 + workers);
    const server = new ServerProcess(port, {
      ...process.env,
      PORT: `${port}`,
      HOST: '127.0.0.1',
      RTC_PORT: `${port + 1}`,
      RTC_LISTEN_IP: '127.0.0.1',
      RTC_WORKERS: `${workers}`,
      DATA_DIR: dataDir,
      DEMO: '0',
      ...env,
    });
    await server.restart();
    return server;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('the server is not running');
    return this.#child.pid;
  }

  /** The last lines the server wrote, of both its outputs. */
  get log(): string {
    return this.#log.join('\n');
  }

  /** Starts the server again, with the same data on the same ports. */
  async restart(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.#keep(line));
    const lines = createInterface({ input: child.stdout }).on('line', (line) => this.#keep(line));
    const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
    try {
      await new Promise<void>((ready, failed) => {
        lines.on('line', (line) => READY_LINE.test(line) && ready());
        child.once('error', failed);
        child.once('close', (code, signal) => failed(this.#notReady(signal ?? code)));
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the server without any chance to tidy up, as a crash or a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks the server to stop, and insists when it does not. @returns its exit code, null when it was made to end. */
  async close(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await ended;
    clearTimeout(insist);
    return child.exitCode;
  }

  #keep(line: string): void {
    this.#log.push(line);
    if (this.#log.length > LOG_LINES) this.#log.shift();
  }

  #notReady(end: NodeJS.Signals | number | null): Error {
    const why = end === 'SIGKILL' ? `was not ready in ${READY_WITHIN_MS} ms` : `ended at the start (${end})`;
    return new Error(`the server ${why}; its last words:\n${this.#log.slice(-30).join('\n')}`);
  }
}
