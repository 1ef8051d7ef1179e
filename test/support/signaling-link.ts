import type { Socket } from 'node:net';
import { Relay } from './relay.js';

/** A network in front of a server's HTTP and signaling that can be cut, and mended; media does not pass through it. */
export class SignalingLink {
  readonly #relay: Relay;
  #isCut = false;

  private constructor(relay: Relay) {
    this.#relay = relay.on('connection', (near, far) => this.#carry(near, far));
  }

  static async open(to: string): Promise<SignalingLink> {
    return new SignalingLink(await Relay.open(Number(new URL(to).port)));
  }

  get url(): string {
    return this.#relay.url;
  }

  /** Ends every connection, and lets no new one through. */
  cut(): void {
    this.#isCut = true;
    this.#relay.sever();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    await this.#relay.close();
  }

  #carry(near: Socket, far: Socket): void {
    if (this.#isCut) near.destroy();
    else near.pipe(far).pipe(near);
  }
}
