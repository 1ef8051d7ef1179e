import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { S3Access } from '../../media/store/s3-blob-store.js';
import { makeTempDir } from './temp-dir.js';

const PROGRAM = fileURLToPath(new URL('./s3-server-process.js', import.meta.url));
const READY_WITHIN_MS = 15_000;
/** s3rver has one user, built in. */
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A real S3 server as its own process, with one empty bucket. */
export class S3Server {
  readonly bucket = 'streamsync-test';
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(): Promise<S3Server> {
    // s3rver makes its paging tokens with a cipher that OpenSSL 3 counts as a legacy.
    const child = fork(PROGRAM, [makeTempDir('s3'), 'streamsync-test'], { execArgv: ['--openssl-legacy-provider'] });
    try {
      const [message] = await Promise.race([
        once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) }),
        once(child, 'exit').then(([code]) => {
          throw new Error(`the S3 server ended at its start (${code})`);
        }),
      ]);
      return new S3Server(child, (message as { port: number }).port);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** What a store needs to reach it, or to reach it through another port. */
  access(port = this.port): S3Access {
    return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: CREDENTIALS };
  }

  /** Lets it hang: it takes connections and requests, and answers them when it goes on. */
  hang(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
