import { expect } from 'chai';
import { formatTable } from '../../bench/table.js';
import { percentile } from '../../support/statistics.js';

describe('percentile', () => {
  it('is the smallest value that so many percent do not exceed', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 20, 50, 95, 100].map((percent) => percentile(values, percent))).to.deep.equal([1, 1, 3, 5, 5]);
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).to.deep.equal([3, 1, 2]);
  });

  it('refuses to make something of nothing', () => {
    expect(() => percentile([], 50)).to.throw(RangeError, 'nothing was measured');
  });
});

describe('formatTable', () => {
  it('aligns names left and numbers right', () => {
    const rows = [
      ['a', '1'],
      ['long', '22', 'more'],
    ];
    const lines = ['name  ms   note', '----  --  -----', 'a      1', 'long  22   more'];
    expect(formatTable(['name', 'ms', ' note'], rows)).to.equal(lines.join('\n'));
  });
});
