import type { NetworkInterfaceInfo } from 'node:os';
import { expect } from 'chai';
import { listenPlan } from '../../../../../server/air/sfu/listen-plan.js';

const nothingSet = { RTC_PORT: 44_400, RTC_LISTEN_IP: undefined, RTC_ANNOUNCED_ADDRESS: undefined };
const address = (text: string, internal = false) =>
  ({ address: text, internal, family: text.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo;
const machine = {
  lo: [address('127.0.0.1', true), address('::1', true)],
  eth0: [address('192.0.2.7'), address('2001:db8::7'), address('fe80::1')],
};

describe('listen plan', () => {
  it('listens on every address of the machine, UDP first, its loopback last', () => {
    expect(listenPlan(0, nothingSet, machine)).to.deep.equal([
      { protocol: 'udp', ip: '192.0.2.7', port: 44_400 },
      { protocol: 'udp', ip: '2001:db8::7', port: 44_400 },
      { protocol: 'udp', ip: '127.0.0.1', port: 44_400 },
      { protocol: 'tcp', ip: '192.0.2.7', port: 44_400 },
      { protocol: 'tcp', ip: '2001:db8::7', port: 44_400 },
      { protocol: 'tcp', ip: '127.0.0.1', port: 44_400 },
    ]);
  });

  it('gives each further worker the next port', () => {
    expect(new Set(listenPlan(3, nothingSet, machine).map(({ port }) => port))).to.deep.equal(new Set([44_403]));
  });

  it('announces the address that viewers reach, as behind NAT', () => {
    const plan = listenPlan(0, { ...nothingSet, RTC_ANNOUNCED_ADDRESS: 'live.example' }, machine);
    expect(plan.map(({ protocol, ip, announcedAddress }) => [protocol, ip, announcedAddress])).to.deep.equal([
      ['udp', '0.0.0.0', 'live.example'],
      ['tcp', '0.0.0.0', 'live.example'],
    ]);
  });

  it('keeps to one address when told so', () => {
    const plan = listenPlan(0, { ...nothingSet, RTC_LISTEN_IP: '127.0.0.1', RTC_PORT: 0 }, machine);
    expect(plan).to.deep.equal([
      { protocol: 'udp', ip: '127.0.0.1' },
      { protocol: 'tcp', ip: '127.0.0.1' },
    ]);
  });
});
