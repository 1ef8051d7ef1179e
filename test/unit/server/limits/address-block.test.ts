import { expect } from 'chai';
import { addressBlock } from '../../../../server/limits/address-block.js';

describe('the block of an address', () => {
  it('is the address itself in IPv4, however it is written', () => {
    expect(addressBlock('192.0.2.7')).to.equal('192.0.2.7');
    expect(addressBlock('::ffff:192.0.2.7')).to.equal('192.0.2.7');
  });

  it('is the /64 in IPv6, of which one asker has all', () => {
    const same = [
      '2001:db8:1:2:3:4:5:6',
      '2001:db8:1:2::',
      '2001:0db8:0001:0002::9',
      '2001:DB8:1:2:ffff:ffff:ffff:ffff',
    ];
    expect(new Set(same.map(addressBlock))).to.deep.equal(new Set(['2001:db8:1:2::/64']));
    expect(addressBlock('2001:db8:1:3::1')).not.to.equal(addressBlock('2001:db8:1:2::1'));
    expect(addressBlock('::1')).to.equal('0:0:0:0::/64');
    expect(addressBlock('fe80::1%eth0')).to.equal('fe80:0:0:0::/64');
  });
});
