import type { Socket } from 'node:net';
import { Relay } from './relay.js';

const TRICKLE_EVERY_MS = 1000;

/**
 * A network in front of a server: every request arrives late, and requests and answers can be cut off, held back, or let
 * through a byte a second.
 */
export class SlowLink {
  /** How long a request is on its way. */
  delayMs: number;
  /** Connections made through it. */
  connections = 0;
  /** Answers that were cut off. */
  cuts = 0;
  readonly #relay: Relay;
  #cutsLeft = 0;
  #cutAfterBytes = 0;
  #requestsToHold = 0;
  #isRefusing = false;
  #trickleAfterBytes = Number.POSITIVE_INFINITY;
  #mostBytesUp = Number.POSITIVE_INFINITY;
  #uploadBytesLeft = Number.POSITIVE_INFINITY;

  private constructor(relay: Relay, delayMs: number) {
    this.delayMs = delayMs;
    this.#relay = relay.on('connection', (near, far) => this.#carry(near, far));
  }

  static async open(toPort: number, delayMs = 0): Promise<SlowLink> {
    return new SlowLink(await Relay.open(toPort), delayMs);
  }

  /** The port that leads through it. */
  get port(): number {
    return this.#relay.port;
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

  /** Of every answer, lets a byte a second through once it is longer than this. */
  trickleAfter(bytes: number): void {
    this.#trickleAfterBytes = bytes;
  }

  /** Ends every connection that something is asked over, or does so no more. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
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
    await this.#relay.close();
  }

  #carry(client: Socket, server: Socket): void {
    this.connections += 1;
    let bytesUp = 0;
    let answered = 0;
    let isCut = false;
    client.on('data', (bytes) => {
      answered = 0;
      bytesUp += bytes.length;
      this.#uploadBytesLeft -= bytes.length;
      if (this.#uploadBytesLeft < 0) void this.#relay.close();
      else if (this.#isRefusing) client.destroy();
      else if (this.#requestsToHold > 0) this.#requestsToHold -= 1;
      else if (bytesUp > this.#mostBytesUp) return;
      else setTimeout(() => server.write(bytes), this.delayMs);
    });
    const trickling: Buffer[] = [];
    const trickle = setInterval(() => {
      const [first] = trickling;
      if (first === undefined) return;
      client.write(first.subarray(0, 1));
      if (first.length > 1) trickling[0] = first.subarray(1);
      else trickling.shift();
    }, TRICKLE_EVERY_MS);
    client.once('close', () => clearInterval(trickle));
    server.on('data', (bytes) => {
      if (isCut) return;
      const before = answered;
      answered += bytes.length;
      const atOnce = bytes.subarray(0, Math.max(0, this.#trickleAfterBytes - before));
      client.write(atOnce);
      if (atOnce.length < bytes.length) trickling.push(bytes.subarray(atOnce.length));
      isCut = this.#cutsLeft > 0 && answered > this.#cutAfterBytes;
      if (!isCut) return;
      this.#cutsLeft -= 1;
      this.cuts += 1;
      client.destroySoon();
    });
  }
}
