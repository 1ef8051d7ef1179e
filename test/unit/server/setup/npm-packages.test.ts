import { expect } from 'chai';
import { isInstalled } from '../../../../server/setup/npm-packages.mjs';

const locked = {
  'node_modules/zod': { version: '4.0.0' },
  'node_modules/fsevents': { version: '2.3.3', optional: true },
};

describe('set-up: npm packages', () => {
  it('are installed when npm lists exactly what the lock file asks for', () => {
    expect(isInstalled(locked, locked)).to.equal(true);
  });

  it('are installed without an optional package, which may be for another platform', () => {
    expect(isInstalled(locked, { 'node_modules/zod': { version: '4.0.0' } })).to.equal(true);
  });

  it('are not installed when npm never finished, or one is absent, old or superfluous', () => {
    expect(isInstalled(locked, undefined)).to.equal(false);
    expect(isInstalled(locked, {})).to.equal(false);
    expect(isInstalled(locked, { 'node_modules/zod': { version: '3.9.0' } })).to.equal(false);
    expect(isInstalled(locked, { ...locked, 'node_modules/left-over': { version: '1.0.0' } })).to.equal(false);
  });
});
