import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { plainAddress } from './plain-address.js';

const LOOPBACK = ['127.0.0.0/8', '::1'];

/** The proxies whose word on whom they ask for is taken (`X-Forwarded-For`, `X-Forwarded-Proto`). */
export class TrustedProxies {
  readonly #networks: BlockList;

  private constructor(networks: BlockList) {
    this.#networks = networks;
  }

  /**
   * Reads a list of addresses and networks, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`; `loopback` stands for this very
   * machine, and `none` alone for nobody.
   * @returns undefined for what is no such list
   */
  static parse(list: string): TrustedProxies | undefined {
    const networks = new BlockList();
    const names = list.trim() === 'none' ? [] : list.split(',').map((name) => name.trim());
    for (const name of names.flatMap((one) => (one === 'loopback' ? LOOPBACK : [one]))) {
      const [address = '', length, ...more] = name.split('/');
      const version = isIP(address);
      const most = version === 4 ? 32 : 128;
      const prefix = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : most + 1;
      if (version === 0 || prefix > most || more.length > 0) return undefined;
      networks.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6');
    }
    return new TrustedProxies(networks);
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && this.#networks.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }

  /**
   * Who asks: the peer of the connection, or the nearest one in `X-Forwarded-For` that is no trusted proxy. What stands
   * before that one, anybody may have written.
   */
  clientOf(peer: string, forwardedFor: string | undefined): string {
    const hops = [...(forwardedFor ?? '').split(','), peer].map((hop) => hop.trim()).filter((hop) => hop !== '');
    const client = hops.findLastIndex((hop) => !this.has(hop));
    return hops[Math.max(0, client)] ?? peer;
  }

  /** Who sends a request, or opened the connection that it begins. */
  senderOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
    const forwardedFor = headers['x-forwarded-for'];
    return this.clientOf(socket.remoteAddress ?? '', [forwardedFor ?? []].flat().join(','));
  }
}
