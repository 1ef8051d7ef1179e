import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A network in front of a server that breaks every connection which has carried so many bytes there. */
export class BreakingLink {
  /** Connections that broke. */
  breaks = 0;
  /** Bytes that were carried to the server, over every connection. */
  bytes = 0;
  readonly #server: Server;

  private constructor(server: Server, to: URL, breakAfterBytes: number) {
    this.#server = server.on('connection', (near) => this.#carry(near, to, breakAfterBytes));
  }

  static async open(to: string, breakAfterBytes: number): Promise<BreakingLink> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BreakingLink(server, new URL(to), breakAfterBytes);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  #carry(near: Socket, { hostname, port }: URL, breakAfterBytes: number): void {
    const far = connect(Number(port), hostname);
    let carried = 0;
    near.on('data', (chunk) => {
      carried += chunk.length;
      this.bytes += chunk.length;
      if (carried <= breakAfterBytes || near.destroyed) return;
      this.breaks++;
      near.destroy();
      far.destroy();
    });
    for (const socket of [near, far]) {
      socket.on('error', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }
}
