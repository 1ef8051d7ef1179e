import { expect } from 'chai';
import { describeFailure, SetUpFailure } from '../../../../server/setup/failure.mjs';

describe('set-up: a failure', () => {
  it('is told in one sentence, with its remedy below', () => {
    expect(describeFailure(new SetUpFailure('g++ is missing.', 'Install it:\napt-get install g++'))).to.equal(
      'Set-up stopped: g++ is missing.\n  Install it:\n  apt-get install g++\n',
    );
  });

  it('that nobody has foreseen shows where it comes from', () => {
    expect(describeFailure(new TypeError('oops')))
      .to.include('TypeError: oops')
      .and.to.include('failure.test');
  });
});
