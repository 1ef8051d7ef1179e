import { expect } from 'chai';
import { priorityAbove } from '../../../../../client/console/schedule/priority-over.js';

const above = (...priorities: number[]) => priorityAbove(priorities.map((priority) => ({ priority })));

describe('the priority of what is placed', () => {
  it('is that of the plain programme where nothing else is', () => {
    expect(above()).to.equal(0);
  });

  it('is above all that is to be covered, and no higher', () => {
    expect(above(0, 3)).to.equal(4);
    expect(above(-5)).to.equal(-4);
  });

  it('is never above the highest there is', () => {
    expect(above(1000)).to.equal(1000);
  });
});
