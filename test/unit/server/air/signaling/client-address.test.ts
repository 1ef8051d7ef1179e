import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { clientAddress } from '../../../../../server/air/signaling/client-address.js';

const from = (remoteAddress: string, forwarded?: string | string[]) =>
  clientAddress({
    socket: { remoteAddress } as IncomingMessage['socket'],
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded as string },
  });

describe('client address', () => {
  it('is the peer’s, whatever a stranger says of itself', () => {
    expect(from('203.0.113.9')).to.equal('203.0.113.9');
    expect(from('203.0.113.9', '198.51.100.1')).to.equal('203.0.113.9');
    expect(from('2001:db8::9', '198.51.100.1')).to.equal('2001:db8::9');
  });

  it('is what proxies of this machine and its private network say, the nearest first', () => {
    expect(from('127.0.0.1', '198.51.100.1')).to.equal('198.51.100.1');
    expect(from('::ffff:172.18.0.2', '198.51.100.1, 10.0.0.7')).to.equal('198.51.100.1');
    expect(from('127.0.0.1', '1.2.3.4, 198.51.100.1')).to.equal('198.51.100.1');
    expect(from('::1', ['1.2.3.4', '2001:db8::7'])).to.equal('2001:db8::7');
  });

  it('is the farthest of those when all are private, and the peer’s when what is said is no address', () => {
    expect(from('127.0.0.1', '192.168.1.20, 10.0.0.7')).to.equal('192.168.1.20');
    expect(from('127.0.0.1', 'unknown, "><script>')).to.equal('127.0.0.1');
  });
});
