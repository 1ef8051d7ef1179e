import { expect } from 'chai';
import { complaintAboutNode } from '../../../../server/setup/node-version.mjs';

describe('set-up: Node.js', () => {
  it('takes 20.19 and everything later', () => {
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '100.1.0']) {
      expect(complaintAboutNode(version), version).to.equal(undefined);
    }
  });

  it('names the version that is too old, the one that is needed, and where to get it', () => {
    for (const version of ['20.18.3', '18.19.0', '8.0.0']) {
      expect(complaintAboutNode(version))
        .to.include(version)
        .and.to.include('20.19')
        .and.to.include('https://nodejs.org');
    }
  });
});
