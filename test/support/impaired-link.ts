import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net';

/** What a path does to what it carries, each way. Datagrams may overtake one another, as behind tc-netem(8). */
export interface Impairment {
  readonly delayMs: number;
  /** Evenly spread around the delay. */
  readonly jitterMs: number;
  /** The share of datagrams that are lost; a byte stream is only delayed. */
  readonly loss: number;
}

/**
 * A bad network in front of a server, in user space: it needs no right to change the kernel's queues, and no kernel that
 * has them. It carries HTTP and WebSockets over TCP, and WebRTC over UDP.
 */
export class ImpairedLink {
  readonly #impairment: Impairment;
  readonly #random: () => number;
  readonly #tcp: Server;
  readonly #udp: UdpSocket;
  readonly #rtcPort: number;
  readonly #sockets = new Set<Socket>();
  /** Towards the server, by the client's address. */
  readonly #ways = new Map<string, UdpSocket>();
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(
    impairment: Impairment,
    random: () => number,
    tcp: Server,
    udp: UdpSocket,
    { port, rtcPort }: { port: number; rtcPort: number },
  ) {
    this.#impairment = impairment;
    this.#random = random;
    this.#tcp = tcp.on('connection', (client) => this.#carryStream(client, connectTcp(port, '127.0.0.1')));
    this.#udp = udp.on('message', (datagram, from) => this.#fromClient(datagram, from.address, from.port));
    this.#rtcPort = rtcPort;
  }

  static async open(
    server: { readonly port: number; readonly rtcPort: number },
    impairment: Impairment,
    random: () => number,
  ): Promise<ImpairedLink> {
    const tcp = createServer().listen(0, '127.0.0.1');
    const udp = createSocket('udp4');
    udp.bind(0, '127.0.0.1');
    await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
    return new ImpairedLink(impairment, random, tcp, udp, server);
  }

  get url(): string {
    return `http://localhost:${(this.#tcp.address() as AddressInfo).port}`;
  }

  /** A script for the page, to run before any of its own: it leads media through the link, and over UDP alone. */
  get pageScript(): string {
    const redirect = (serverPort: number, linkPort: number) => {
      window.RTCPeerConnection = class extends RTCPeerConnection {
        override async setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
          const led = sdp
            .replace(/^a=candidate:.* tcp .*\r\n/gm, '')
            .replaceAll(` ${serverPort} typ host`, ` ${linkPort} typ host`);
          await super.setRemoteDescription({ type, sdp: led });
        }
      };
    };
    return `(${redirect.toString()})(${this.#rtcPort}, ${this.#udp.address().port});`;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
    for (const way of this.#ways.values()) way.close();
    this.#udp.close();
    this.#tcp.close();
  }

  #fromClient(datagram: Buffer, address: string, port: number): void {
    const client = `${address}:${port}`;
    let way = this.#ways.get(client);
    if (way === undefined) {
      way = createSocket('udp4').on('message', (answer) =>
        this.#carryDatagram(() => this.#udp.send(answer, port, address)),
      );
      this.#ways.set(client, way);
    }
    const towardsServer = way;
    this.#carryDatagram(() => towardsServer.send(datagram, this.#rtcPort, '127.0.0.1'));
  }

  #carryDatagram(send: () => void): void {
    if (this.#random() >= this.#impairment.loss) this.#later(this.#delayMs(), send);
  }

  #carryStream(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      // Nothing overtakes in a byte stream: whichever delay is over first, the oldest goes on.
      const underway: Buffer[] = [];
      from.setNoDelay(true);
      from.on('data', (chunk: Buffer) => {
        underway.push(chunk);
        this.#later(this.#delayMs(), () => {
          const oldest = underway.shift();
          if (oldest !== undefined && to.writable) to.write(oldest);
        });
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }

  #delayMs(): number {
    const { delayMs, jitterMs } = this.#impairment;
    return delayMs + (this.#random() * 2 - 1) * jitterMs;
  }

  #later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}
