import type { IncomingHttpHeaders } from 'node:http';
import type { TrustedProxies } from '../../net/trusted-proxies.js';

interface Handshake {
  /** Of the peer of the connection, which may be a proxy. */
  readonly address: string;
  readonly headers: IncomingHttpHeaders;
}

/** Whom a socket belongs to, as far as limits and votes go. */
export function clientAddress(
  { address, headers }: Handshake,
  proxies: Pick<TrustedProxies, 'clientOf'> | undefined,
): string {
  return proxies?.clientOf(address, [headers['x-forwarded-for']].flat().join(',')) ?? address;
}
