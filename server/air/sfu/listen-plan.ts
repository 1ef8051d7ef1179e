import type { NetworkInterfaceInfo } from 'node:os';
import type { TransportListenInfo } from 'mediasoup/types';

export interface ListenSettings {
  readonly RTC_PORT: number;
  readonly RTC_LISTEN_IP: string | undefined;
  readonly RTC_ANNOUNCED_ADDRESS: string | undefined;
}

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/**
 * Where a worker listens: UDP first, TCP for networks that block it, on one port per worker. With nothing set that is
 * every address of the machine, its own loopback last, so that a page works from the machine and from its network alike.
 */
export function listenPlan(
  workerIndex: number,
  settings: ListenSettings,
  interfaces: Interfaces,
): TransportListenInfo[] {
  const { RTC_PORT, RTC_LISTEN_IP, RTC_ANNOUNCED_ADDRESS } = settings;
  const port = RTC_PORT === 0 ? undefined : RTC_PORT + workerIndex;
  const announced = RTC_ANNOUNCED_ADDRESS === undefined ? {} : { announcedAddress: RTC_ANNOUNCED_ADDRESS };
  const addresses = RTC_LISTEN_IP
    ? [RTC_LISTEN_IP]
    : RTC_ANNOUNCED_ADDRESS
      ? ['0.0.0.0']
      : machineAddresses(interfaces);
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    addresses.map((ip) => ({ protocol, ip, ...announced, ...(port === undefined ? {} : { port }) })),
  );
}

function machineAddresses(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const outward = all.filter((info) => !info.internal && !isLinkLocal(info.address)).map((info) => info.address);
  return [...outward, '127.0.0.1'];
}

/** Link-local addresses need a zone, which an ICE candidate cannot carry. */
function isLinkLocal(address: string): boolean {
  return /^(fe[89ab]|169\.254\.)/i.test(address);
}
