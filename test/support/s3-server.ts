import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { S3Access } from '../../media/store/s3-blob-store.js';
import { makeTempDir } from './temp-dir.js';

const PROGRAM = fileURLToPath(new URL('./s3-server-process.js', import.meta.url));
const READY_WITHIN_MS = 15_000;
/** s3rver has one user, built in. */
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const BUCKET = 'streamsync-test';

/** A real S3 server as its own process, with one bucket that is empty at first. It can be killed, hung and brought back. */
export class S3Server {
  readonly bucket = BUCKET;
  readonly #folder: string;
  #child: ChildProcess;
  #port: number;

  private constructor(folder: string, child: ChildProcess, port: number) {
    this.#folder = folder;
    this.#child = child;
    this.#port = port;
  }

  static async start(): Promise<S3Server> {
    const folder = makeTempDir('s3');
    const { child, port } = await run(folder, 0);
    return new S3Server(folder, child, port);
  }

  get port(): number {
    return this.#port;
  }

  /** What a store needs to reach it, or to reach it through another port. */
  access(port = this.port): S3Access {
    return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: CREDENTIALS };
  }

  /** Connections are accepted, and nothing is ever said on them. */
  hang(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Goes on after it hung. */
  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  /** Starts again after it was closed, on the same port and with what it had. */
  async restart(): Promise<void> {
    ({ child: this.#child, port: this.#port } = await run(this.#folder, this.#port));
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

async function run(folder: string, wantedPort: number): Promise<{ child: ChildProcess; port: number }> {
  // s3rver makes its paging tokens with a cipher that OpenSSL 3 counts as a legacy.
  const child = fork(PROGRAM, [folder, BUCKET, `${wantedPort}`], { execArgv: ['--openssl-legacy-provider'] });
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) }),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the S3 server ended at its start (${code})`);
      }),
    ]);
    return { child, port: (message as { port: number }).port };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
