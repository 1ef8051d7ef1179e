import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Another address of this machine's loopback: what a server announces there passes through the link. */
export const MEDIA_LINK_ADDRESS = '127.0.0.2';

/**
 * The network that media takes, as a NAT would carry it: UDP to a port of `MEDIA_LINK_ADDRESS` goes on to the same port of
 * 127.0.0.1, each sender by a port of its own. Signaling does not pass through it.
 */
export class MediaLink {
  readonly #port: number;
  readonly #near: Socket;
  readonly #flows = new Map<number, Socket>();
  /** Senders that get nothing through any more, as after a change of network. */
  readonly #lost = new Set<number>();
  #isCut = false;

  private constructor(port: number, near: Socket) {
    this.#port = port;
    this.#near = near.on('message', (packet, from) => this.#carry(packet, from));
  }

  static async open(port: number): Promise<MediaLink> {
    const near = createSocket('udp4');
    near.bind(port, MEDIA_LINK_ADDRESS);
    await once(near, 'listening');
    return new MediaLink(port, near);
  }

  /** How many senders got something through. */
  get flows(): number {
    return this.#flows.size;
  }

  /** Lets nothing through, either way. */
  cut(): void {
    this.#isCut = true;
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Whoever sends now gets nothing through any more; senders to come do. */
  changeNetwork(): void {
    for (const port of this.#flows.keys()) this.#lost.add(port);
  }

  close(): void {
    this.#near.close();
    for (const far of this.#flows.values()) far.close();
  }

  #carry(packet: Buffer, from: RemoteInfo): void {
    if (this.#isBroken(from)) return;
    this.#flowOf(from).send(packet, this.#port, '127.0.0.1');
  }

  #flowOf(from: RemoteInfo): Socket {
    const known = this.#flows.get(from.port);
    if (known) return known;
    const far = createSocket('udp4').on('message', (packet) => {
      if (!this.#isBroken(from)) this.#near.send(packet, from.port, from.address);
    });
    this.#flows.set(from.port, far);
    return far;
  }

  #isBroken({ port }: RemoteInfo): boolean {
    return this.#isCut || this.#lost.has(port);
  }
}
