import { expect } from 'chai';
import { rolesUpTo } from '../../../../../client/console/access/roles.js';
import { roleSchema } from '../../../../../shared/api/auth.js';

describe('roles to give', () => {
  const valuesUpTo = (role: Parameters<typeof rolesUpTo>[0]) => rolesUpTo(role).map(({ value }) => value);

  it('are every role for an administrator, each as the API names it', () => {
    expect(valuesUpTo('admin')).to.deep.equal(roleSchema.options);
  });

  it('never reach beyond the own one', () => {
    expect(valuesUpTo('viewer-issuer')).to.deep.equal(['viewer-issuer']);
    expect(valuesUpTo('host')).to.deep.equal(['viewer-issuer', 'host']);
  });
});
