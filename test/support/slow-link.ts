import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A network in front of a server: every request arrives late, and requests and answers can be cut off or held back. */
export class SlowLink {
  /** How long a request is on its way. */
  delayMs: number;
  /** Connections made through it. */
  connections = 0;
  /** Answers that were cut off. */
  cuts = 0;
  /** The port that leads through it. */
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cutsLeft = 0;
  #cutAfterBytes = 0;
  #requestsToHold = 0;
  #mostBytesUp = Number.POSITIVE_INFINITY;
  #uploadBytesLeft = Number.POSITIVE_INFINITY;

  private constructor(server: Server, toPort: number, delayMs: number) {
    this.delayMs = delayMs;
    this.port = (server.address() as AddressInfo).port;
    this.#server = server.on('connection', (client) => this.#join(client, connect(toPort, '127.0.0.1')));
  }

  static async open(toPort: number, delayMs = 0): Promise<SlowLink> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowLink(server, toPort, delayMs);
  }

  /** Ends the connection of the next answer that is longer than this. */
  cutOnce(afterBytes: number): void {
    this.#cutsLeft = 1;
    this.#cutAfterBytes = afterBytes;
  }

  /** Ends the connection of every answer that is longer than this. */
  cutAlways(afterBytes: number): void {
    this.#cutsLeft = Number.POSITIVE_INFINITY;
    this.#cutAfterBytes = afterBytes;
  }

  /** Lets the next so many requests vanish. */
  holdRequests(count: number): void {
    this.#requestsToHold = count;
  }

  /** Lets vanish what any one connection carries to the server beyond so many bytes. */
  holdUploadsAfter(bytes: number): void {
    this.#mostBytesUp = bytes;
  }

  /** Breaks down for good once so many more bytes of requests have come in. */
  severAfterUpload(bytes: number): void {
    this.#uploadBytesLeft = bytes;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#sever();
    await closed;
  }

  #sever(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, server: Socket): void {
    this.connections += 1;
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    let bytesUp = 0;
    let answered = 0;
    let isCut = false;
    client.on('data', (bytes) => {
      answered = 0;
      bytesUp += bytes.length;
      this.#uploadBytesLeft -= bytes.length;
      if (this.#uploadBytesLeft < 0) this.#sever();
      else if (this.#requestsToHold > 0) this.#requestsToHold -= 1;
      else if (bytesUp > this.#mostBytesUp) return;
      else setTimeout(() => server.write(bytes), this.delayMs);
    });
    server.on('data', (bytes) => {
      if (isCut) return;
      client.write(bytes);
      answered += bytes.length;
      isCut = this.#cutsLeft > 0 && answered > this.#cutAfterBytes;
      if (!isCut) return;
      this.#cutsLeft -= 1;
      this.cuts += 1;
      client.destroySoon();
    });
  }
}
