import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Proxies on this machine, or beside it in a private network, are believed about who asks, as for HTTP. */
const proxies = new BlockList();
proxies.addSubnet('127.0.0.0', 8, 'ipv4');
proxies.addSubnet('10.0.0.0', 8, 'ipv4');
proxies.addSubnet('172.16.0.0', 12, 'ipv4');
proxies.addSubnet('192.168.0.0', 16, 'ipv4');
proxies.addAddress('::1', 'ipv6');
proxies.addSubnet('fc00::', 7, 'ipv6');

/** The address of who opened a connection: the one place that says so. */
export function clientAddress({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const chain = [
    ...forwarded.map((text) => text.trim()).filter((text) => isIP(text) !== 0),
    socket.remoteAddress ?? '',
  ];
  // From the nearest on: the first that is no proxy, or the farthest.
  return chain.findLast((address) => !isProxy(address)) ?? chain[0]!;
}

function isProxy(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) !== 0 && proxies.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}
