import { expect } from 'chai';
import { PASSWORD } from '../../../../support/access-rig.js';
import { ApiRig, codeOf } from './api-rig.js';

interface User {
  readonly username: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly revision: number;
  readonly password?: string;
}

describe('/users', () => {
  let rig: ApiRig;
  let addresses = 0;
  beforeEach(async () => {
    rig = await ApiRig.start();
  });
  afterEach(() => rig.close());

  const body = async (response: Response) => (await response.json()) as User;
  const create = (user: object) => rig.ask('post', '/users', { json: user });
  const login = async (username: string, password: string) => {
    const headers = { 'X-Forwarded-For': `192.0.2.${addresses++}` };
    return (await rig.contract.ask('post', '/auth/login', { json: { username, password }, headers })).status;
  };

  it('adds a user with a password given, or made and shown once', async () => {
    const given = await create({ username: ' Ada@Example.org ', role: 'host', password: 'a password of hers' });
    expect(given.status).to.equal(201);
    expect(given.headers.get('location')).to.equal('/api/v1/users/ada%40example.org');
    expect(await body(given)).to.deep.include({ username: 'ada@example.org', role: 'host', disabled: false });
    expect(await login('ADA@example.org', 'a password of hers')).to.equal(200);

    const made = await create({ username: 'ben', role: 'viewer-issuer' });
    expect(made.headers.get('cache-control')).to.equal('no-store');
    const { password = '' } = await body(made);
    expect(password).to.match(/^[\w-]{20}$/);
    expect(await login('ben', password)).to.equal(200);
    expect(await body(await rig.ask('get', '/users/ben'))).not.to.have.any.keys('password', 'passwordHash');
  });

  it('refuses a name that is taken or none, a weak password, and a role there is not', async () => {
    expect(await codeOf(await create({ username: 'ADMIN', role: 'host' }))).to.equal('name-taken');
    for (const wrong of [
      ...['', 'a b', ':x', 'x'.repeat(65), 'key:x', '../x'].map((username) => ({ username })),
      ...[{ password: 'short' }, { role: 'root' }, { role: undefined }],
    ]) {
      const answer = await create({ username: 'ada', role: 'host', ...wrong });
      expect(await codeOf(answer), JSON.stringify(wrong)).to.equal('bad-request');
    }
  });

  it('says of a password whether it is too short or too long', async () => {
    const detailOf = async (password: string) => {
      const answer = await create({ username: 'ada', role: 'host', password });
      return ((await answer.json()) as { detail: string }).detail;
    };
    expect(await detailOf('x'.repeat(7))).to.equal('password: at least 8 characters');
    expect(await detailOf('x'.repeat(1001))).to.equal('password: at most 1000 characters');
  });

  it('lists by name, a page at a time', async () => {
    for (const username of ['eve', 'ben', 'ada']) await rig.addUser(username, 'host');
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = (await (await rig.ask('get', `/users?limit=3${query}`)).json()) as {
        items: User[];
        nextCursor: string | null;
      };
      names.push(...page.items.map(({ username }) => username));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(names).to.deep.equal(['ada', 'admin', 'ben', 'eve']);
  });

  it('changes a user, guarded by its ETag, and ends its sessions', async () => {
    await rig.addUser('ada', 'host');
    const before = await rig.ask('get', '/users/ada');
    const guard = { 'If-Match': before.headers.get('etag')! };
    const headers = { Authorization: `Bearer ${await rig.token('ada')}` };
    const change = (json: object, more: Record<string, string> = {}) =>
      rig.ask('patch', '/users/ada', { json, headers: more });

    const changed = await change({ role: 'viewer-issuer' }, guard);
    expect(await body(changed)).to.include({ role: 'viewer-issuer', revision: 2 });
    expect(await codeOf(await rig.contract.ask('get', '/auth/session', { headers }))).to.equal('session-expired');
    expect(await codeOf(await change({ role: 'admin' }, guard))).to.equal('stale-revision');

    expect(await body(await change({ disabled: true }))).to.include({ disabled: true });
    expect(await login('ada', PASSWORD)).to.equal(401);
    const { password = '' } = await body(await change({ disabled: false, password: null }));
    expect(await login('ada', password)).to.equal(200);
    expect(await login('ada', PASSWORD)).to.equal(401);
    expect(await codeOf(await change({}))).to.equal('bad-request');
    expect(await codeOf(await rig.ask('patch', '/users/none', { json: { role: 'host' } }))).to.equal('user-unknown');
  });

  it('removes a user', async () => {
    await rig.addUser('ada', 'host');
    expect((await rig.ask('delete', '/users/ada')).status).to.equal(204);
    expect(await codeOf(await rig.ask('get', '/users/ada'))).to.equal('user-unknown');
    expect(await login('ada', PASSWORD)).to.equal(401);
  });

  it('never takes the last administrator away, by whichever way', async () => {
    const ways = [
      () => rig.ask('delete', '/users/admin'),
      () => rig.ask('patch', '/users/admin', { json: { role: 'host' } }),
      () => rig.ask('patch', '/users/admin', { json: { disabled: true } }),
    ];
    await rig.addUser('ada', 'admin');
    await rig.guard.accounts.change('ada', { disabled: true });
    for (const way of ways) expect(await codeOf(await way()), 'the other one is disabled').to.equal('last-admin');
    await rig.guard.accounts.change('ada', { disabled: false });
    const outcomes = await Promise.all([
      rig.guard.accounts.remove('ada').then(() => 'removed', String),
      rig.guard.accounts.change('admin', { role: 'host' }).then(() => 'changed', String),
    ]);
    expect(
      outcomes.filter((outcome) => /^(removed|changed)$/.test(outcome)),
      'both at once',
    ).to.have.length(1);
  });
});
