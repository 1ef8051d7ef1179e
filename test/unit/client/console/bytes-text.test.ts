import { expect } from 'chai';
import { bytesText } from '../../../../client/console/bytes-text.js';

describe('bytes text', () => {
  it('has one digit behind the point below a hundred of a unit', () => {
    expect([0, 950, 1000, 1_250_000, 123_400_000, 34_359_738_368].map(bytesText)).to.deep.equal([
      '0 B',
      '950 B',
      '1.0 kB',
      '1.3 MB',
      '123 MB',
      '34.4 GB',
    ]);
  });
});
