import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A port in front of a server of this machine. Each connection to it comes with one to the server, and both end together;
 * what is carried between them is for its owner to say.
 */
export class Relay extends EventEmitter<{ connection: [near: Socket, far: Socket] }> {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, toPort: number) {
    super();
    this.port = (server.address() as AddressInfo).port;
    this.#server = server.on('connection', (near) => {
      const far = connect(toPort, '127.0.0.1');
      this.#tie(near, far);
      this.emit('connection', near, far);
    });
  }

  static async open(toPort: number): Promise<Relay> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Relay(server, toPort);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends every connection. */
  sever(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends every connection, and takes no more. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.sever();
    await closed;
  }

  #tie(near: Socket, far: Socket): void {
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  }
}
