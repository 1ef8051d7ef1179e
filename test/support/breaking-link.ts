import type { Socket } from 'node:net';
import { Relay } from './relay.js';

/** A network in front of a server that breaks every connection which has carried so many bytes there. */
export class BreakingLink {
  /** Connections that broke. */
  breaks = 0;
  /** Bytes that were carried to the server, over every connection. */
  bytes = 0;
  readonly #relay: Relay;

  private constructor(relay: Relay, breakAfterBytes: number) {
    this.#relay = relay.on('connection', (near, far) => this.#carry(near, far, breakAfterBytes));
  }

  static async open(to: string, breakAfterBytes: number): Promise<BreakingLink> {
    return new BreakingLink(await Relay.open(Number(new URL(to).port)), breakAfterBytes);
  }

  get url(): string {
    return this.#relay.url;
  }

  async close(): Promise<void> {
    await this.#relay.close();
  }

  #carry(near: Socket, far: Socket, breakAfterBytes: number): void {
    let carried = 0;
    near.on('data', (chunk) => {
      carried += chunk.length;
      this.bytes += chunk.length;
      if (carried <= breakAfterBytes || near.destroyed) return;
      this.breaks++;
      near.destroy();
    });
    near.pipe(far).pipe(near);
  }
}
