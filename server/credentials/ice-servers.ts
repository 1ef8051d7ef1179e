import type { IceServer } from '../../shared/api/config.js';
import type { Millis } from '../../shared/units.js';
import { turnCredentials, wantsTurnCredentials } from './turn-credentials.js';

const STUN = /^stuns?:/i;

/** What everybody may be told of ICE servers: those that relay nothing. A relay that is open to all gets used by all. */
export function publicIceServers(servers: readonly IceServer[]): IceServer[] {
  return servers.flatMap(({ urls }) => {
    const open = [urls].flat().filter((url) => STUN.test(url));
    return open.length === 0 ? [] : [{ urls: open }];
  });
}

/** What a viewer who has joined is told: the relays too, with credentials of its own; undefined when there are none. */
export function viewersIceServers(
  servers: readonly IceServer[],
  secret: string | undefined,
  viewerId: string | null,
  nowMs: Millis,
): IceServer[] | undefined {
  const areAllPublic = servers.every(({ urls }) => [urls].flat().every((url) => STUN.test(url)));
  if (areAllPublic) return undefined;
  if (secret === undefined) return [...servers];
  const credentials = turnCredentials(secret, viewerId, nowMs);
  return servers.map((server) => (wantsTurnCredentials(server) ? { ...server, ...credentials } : server));
}
