import { expect } from 'chai';
import { TrustedProxies } from '../../../../server/net/trusted-proxies.js';

const trusting = (list: string) => TrustedProxies.parse(list)!;

describe('trusted-proxies', () => {
  it('reads addresses and networks of both versions, loopback by name, and none', () => {
    const proxies = trusting('loopback, 10.1.0.0/16,192.0.2.7,fd00::/8');
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '10.1.255.1', '::ffff:10.1.0.1']) {
      expect(proxies.has(address), address).to.equal(true);
    }
    expect([proxies.has('192.0.2.7'), proxies.has('fd12::1'), proxies.has('fd12::1%eth0')]).to.deep.equal([
      true,
      true,
      true,
    ]);
    for (const address of ['10.2.0.1', '192.168.0.1', '192.0.2.8', 'fe80::1', '::2', '', 'unknown', '127.0.0.1:80']) {
      expect(proxies.has(address), address).to.equal(false);
    }
    expect(trusting('none').has('127.0.0.1')).to.equal(false);
  });

  it('refuses what is no such list', () => {
    for (const list of [
      '',
      'all',
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
      '10.0.0',
      '10.0.0.0/8,',
      '1.2.3.4;',
    ]) {
      expect(TrustedProxies.parse(list), list).to.equal(undefined);
    }
  });

  it('takes the word of proxies alone on who asks', () => {
    const proxies = trusting('loopback, 10.0.0.0/8');
    const client = (peer: string, forwardedFor?: string) => proxies.clientOf(peer, forwardedFor);
    expect(client('198.51.100.7')).to.equal('198.51.100.7');
    expect(client('198.51.100.7', '192.0.2.1'), 'a stranger').to.equal('198.51.100.7');
    expect(client('192.168.0.9', '192.0.2.1'), 'a private network is a stranger too').to.equal('192.168.0.9');
    expect(client('127.0.0.1', '192.0.2.1')).to.equal('192.0.2.1');
    expect(client('::ffff:127.0.0.1', 'made-up, 192.0.2.1, 10.0.0.2'), 'two proxies').to.equal('192.0.2.1');
    expect(client('127.0.0.1', '10.0.0.1, 10.0.0.2'), 'a proxy asks').to.equal('10.0.0.1');
    expect(client('127.0.0.1', ' , ')).to.equal('127.0.0.1');
  });
});
