import { expect } from 'chai';
import { PASSWORD } from '../../../../support/access-rig.js';
import { ApiRig, codeOf } from './api-rig.js';

interface ApiKey {
  readonly id: string;
  readonly key?: string;
  readonly lastUsedAtMs: number | null;
}

describe('keys and tokens over the API', () => {
  let rig: ApiRig;
  before(async () => {
    rig = await ApiRig.start();
    await rig.addChannel('members', 'token');
  });
  after(() => rig.close());

  const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

  it('an API key is made, shown once, used, listed and revoked', async () => {
    const made = await rig.ask('post', '/api-keys', { json: { name: 'importer', role: 'host', expiresInDays: 1 } });
    expect(made.status).to.equal(201);
    expect(made.headers.get('cache-control')).to.equal('no-store');
    const { id, key = '' } = (await made.json()) as ApiKey;
    const who = await rig.contract.ask('get', '/auth/session', bearer(key));
    expect(await who.json()).to.deep.include({ username: 'admin', role: 'host' });
    const { items } = (await (await rig.ask('get', '/api-keys')).json()) as { items: ApiKey[] };
    expect(items).to.have.length(1);
    expect(items[0])
      .to.deep.include({ id, createdBy: 'admin', prefix: key.slice(0, 12) })
      .and.not.have.property('key');
    expect(items[0]!.lastUsedAtMs).to.equal(Math.floor(rig.clock.now()));
    expect((await rig.ask('delete', `/api-keys/${id}`)).status).to.equal(204);
    expect(await codeOf(await rig.contract.ask('get', '/auth/session', bearer(key)))).to.equal('key-invalid');
  });

  it('an API key neither signs out nor changes a password', async () => {
    const made = await rig.ask('post', '/api-keys', { json: { name: 'script', role: 'admin' } });
    const { key = '' } = (await made.json()) as ApiKey;
    expect(await codeOf(await rig.contract.ask('post', '/auth/logout', bearer(key)))).to.equal('wrong-state');
    const json = { oldPassword: PASSWORD, newPassword: 'taken over by a key' };
    expect(await codeOf(await rig.contract.ask('post', '/auth/password', { json, ...bearer(key) }))).to.equal(
      'not-allowed',
    );
  });

  it('a password is changed for a new session, in the cookie as well', async () => {
    await rig.addUser('ada', 'host');
    const json = { oldPassword: PASSWORD, newPassword: 'another password' };
    const token = await rig.token('ada');
    const changed = await rig.contract.ask('post', '/auth/password', { json, ...bearer(token) });
    const session = (await changed.json()) as { token: string };
    expect(changed.headers.get('set-cookie')).to.include(session.token).and.include('HttpOnly');
    expect(await codeOf(await rig.contract.ask('get', '/auth/session', bearer(token)))).to.equal('session-expired');
    expect((await rig.contract.ask('get', '/auth/session', bearer(session.token))).status).to.equal(200);
  });

  const tokenRequest = { viewerId: 'bob', audience: { lang: 'fr' }, expiresInSeconds: 3600 };

  it('a viewer token is issued, good, and revoked by its id or its viewer', async () => {
    const issue = async () => {
      const answer = await rig.ask('post', '/channels/members/tokens', { json: tokenRequest });
      expect(answer.status).to.equal(201);
      return (await answer.json()) as { token: string; tokenId: string; expiresAt: number };
    };
    const [one, two] = [await issue(), await issue()];
    expect(one.expiresAt).to.equal(Math.floor(rig.clock.now() / 1000) * 1000 + 3_600_000);
    const admit = (token: string) =>
      rig.guard.viewerTokens.admit({ channel: { slug: 'members', visibility: 'token' }, token }).then(
        ({ viewerId }) => viewerId,
        ({ code }: { code: string }) => code,
      );
    expect(await admit(one.token)).to.equal('bob');
    expect((await rig.ask('delete', `/channels/members/tokens/${one.tokenId}`)).status).to.equal(204);
    expect([await admit(one.token), await admit(two.token)]).to.deep.equal(['token-revoked', 'bob']);
    expect((await rig.ask('delete', '/channels/members/tokens?viewerId=bob')).status).to.equal(204);
    expect(await admit(two.token)).to.equal('token-revoked');
  });

  it('what a token may say is bounded', async () => {
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`a${n}`, 'x']));
    for (const wrong of [
      ...[
        { viewerId: '' },
        { viewerId: 'x'.repeat(201) },
        { expiresInSeconds: 0 },
        { expiresInSeconds: 31 * 86_400 + 1 },
      ],
      ...[
        { audience: many },
        { audience: { 'a b': 'x' } },
        { audience: { a: 'x'.repeat(201) } },
        { audience: { a: 1 } },
      ],
      ...[{ audience: { viewer: 'eve' } }, { maxSessions: 0 }, { expiresInSeconds: 1.5 }],
    ]) {
      const answer = await rig.ask('post', '/channels/members/tokens', { json: { ...tokenRequest, ...wrong } });
      expect(await codeOf(answer), JSON.stringify(wrong)).to.equal('bad-request');
    }
  });

  it('the key that signs is changed, listed without its secret, and retired', async () => {
    const rotated = (await (await rig.ask('post', '/signing-keys/rotate')).json()) as { id: string };
    const { items } = (await (await rig.ask('get', '/signing-keys')).json()) as {
      items: { id: string; acceptedUntilMs: number | null }[];
    };
    expect(items.filter(({ acceptedUntilMs }) => acceptedUntilMs === null).map(({ id }) => id)).to.deep.equal([
      rotated.id,
    ]);
    const older = items.find(({ id }) => id !== rotated.id)!;
    expect((await rig.ask('delete', `/signing-keys/${older.id}`)).status).to.equal(204);
    expect(await codeOf(await rig.ask('delete', `/signing-keys/${older.id}`))).to.equal('signing-key-unknown');
  });
});
