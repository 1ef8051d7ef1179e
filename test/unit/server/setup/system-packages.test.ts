import { expect } from 'chai';
import { aptCommand, packagesToInstall } from '../../../../server/setup/system-packages.mjs';

const library = { package: 'libuv1-dev' };
const tool = { package: 'ninja-build', program: 'ninja' };

describe('set-up: system packages', () => {
  it('on Debian are those that are not installed, each once, in a fixed order', () => {
    const wanted = [tool, library, { package: 'g++', program: 'g++' }, { package: 'g++', program: 'g++' }];
    expect(packagesToInstall(wanted, true, new Set(['libuv1-dev']))).to.deep.equal(['g++', 'ninja-build']);
  });

  it('elsewhere are those whose program is missing: about libraries nobody can be asked', () => {
    expect(packagesToInstall([tool, library], false, new Set())).to.deep.equal(['ninja-build']);
  });

  it('are asked for with one line that can be copied', () => {
    expect(aptCommand(['g++', 'make'])).to.equal(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends g++ make',
    );
  });
});
