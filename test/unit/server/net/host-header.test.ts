import { expect } from 'chai';
import { isHost } from '../../../../server/net/host-header.js';

describe('host-header', () => {
  it('takes names and addresses, with a port and without', () => {
    for (const host of [
      'localhost',
      'tv.example:8080',
      'TV.Example.',
      'a_b.example',
      '127.0.0.1:1',
      '[::1]:8080',
      '[fe80::1]',
    ]) {
      expect(isHost(host), host).to.equal(true);
    }
  });

  it('refuses everything else, above all what markup could be made of', () => {
    const wrong = [
      '',
      'a"><b',
      "a'b",
      'a b',
      'a/b',
      'a@b',
      'a:b',
      'a:123456',
      ':80',
      '[::1',
      '::1',
      'a\\b',
      'a,b',
      'ä.example',
      '-a',
    ];
    for (const host of [...wrong, 'a'.repeat(300)]) expect(isHost(host), host).to.equal(false);
  });
});
