import SQLite from 'better-sqlite3';
import { expect } from 'chai';
import type { NewApiKey } from '../../../../../server/office/auth/api-keys.js';
import { AccessRig, credentials, outcomeOf } from '../../../../support/access-rig.js';

const DAY_MS = 86_400_000;

describe('API keys', () => {
  let rig: AccessRig;
  beforeEach(async () => {
    rig = await AccessRig.start();
    for (const [name, role] of [
      ['ada', 'host'],
      ['ben', 'host'],
    ] as const)
      await rig.addUser(name, role);
  });
  afterEach(() => rig.close());

  const session = async (username: string) =>
    rig.guard.access.require('viewer-issuer', credentials({ token: await rig.signIn(username) }));
  const make = async (username: string, wanted: Partial<NewApiKey> = {}) =>
    rig.guard.apiKeys.create({ name: 'a key', role: 'host', ...wanted }, await session(username));
  const read = (token: string) => rig.guard.access.require('viewer-issuer', credentials({ token }));

  it('are shown once, and stored as what lets nobody in', async () => {
    const { key, prefix, id } = await make('ada');
    expect(key).to.match(/^ssk_[\w-]{43}$/);
    expect(key.startsWith(prefix) && prefix.length).to.equal(12);
    const [listed] = await rig.guard.apiKeys.list(await session('ada'));
    expect(listed).to.include({ id, prefix, name: 'a key', role: 'host', username: 'ada' });
    expect(JSON.stringify(listed)).not.to.include(key.slice(12));
    expect(await rig.store.apiKeys.find(key)).to.equal(undefined);
  });

  it('name themselves in the record of who did what', async () => {
    const { key } = await make('ada', { name: 'night import' });
    const { actor, principal, kind } = await read(key);
    expect({ actor, principal, kind }).to.deep.equal({
      ...{ actor: 'key:night import', principal: { username: 'ada', role: 'host' }, kind: 'key' },
    });
    expect(await outcomeOf(make('ben', { name: 'night import' }))).to.equal('name-taken');
  });

  it('are good for a bearer alone: a cookie or a query are none', async () => {
    const { key } = await make('ada');
    const cookie = credentials({ cookie: `streamsync-session=${key}`, isSafe: true });
    expect(await outcomeOf(rig.guard.access.require('host', cookie))).to.equal('session-invalid');
  });

  it('may do no more than was said, and than their owner may now', async () => {
    const { key: lesser } = await make('ada', { role: 'viewer-issuer' });
    expect(await rig.outcome(lesser, 'host')).to.equal('not-allowed');
    const { key } = await make('ada', { name: 'another' });
    expect(await rig.outcome(key, 'host')).to.equal('let in');
    await rig.guard.accounts.change('ada', { role: 'viewer-issuer' });
    expect(await rig.outcome(key, 'host')).to.equal('not-allowed');
    expect(await rig.outcome(key)).to.equal('let in');
  });

  it('cannot be made above one’s own role, nor by a key', async () => {
    expect(await outcomeOf(make('ada', { role: 'admin' }))).to.equal('not-allowed');
    const { key } = await make('ada');
    const byKey = rig.guard.apiKeys.create({ name: 'child', role: 'viewer-issuer' }, await read(key));
    expect(await outcomeOf(byKey)).to.equal('not-allowed');
  });

  it('are worth nothing once revoked, by their owner or an administrator', async () => {
    const [mine, other] = [await make('ada'), await make('ada', { name: 'another' })];
    const revoke = async (id: string, by: string) => outcomeOf(rig.guard.apiKeys.revoke(id, await session(by)));
    expect(await revoke(mine.id, 'ben')).to.equal('key-unknown');
    expect(await rig.outcome(mine.key)).to.equal('let in');
    expect(await revoke(mine.id, 'ada')).to.equal('let in');
    expect(await revoke(other.id, 'admin')).to.equal('let in');
    for (const { key } of [mine, other]) expect(await rig.outcome(key)).to.equal('key-invalid');
    await rig.restart();
    expect(await rig.outcome(mine.key)).to.equal('key-invalid');
  });

  it('revoke themselves and no other, whoever owns them', async () => {
    const own = await make('admin', { role: 'admin' });
    const others = [await make('admin', { name: 'another' }), await make('ada', { name: 'of ada' })];
    const by = await read(own.key);
    for (const { id } of others) expect(await outcomeOf(rig.guard.apiKeys.revoke(id, by))).to.equal('not-allowed');
    expect((await rig.guard.apiKeys.list(by)).map(({ username }) => username)).to.deep.equal(['admin', 'admin']);
    expect(await outcomeOf(rig.guard.apiKeys.revoke(own.id, by))).to.equal('let in');
    expect(await rig.outcome(own.key)).to.equal('key-invalid');
  });

  it('go with their owner, and rest while the owner is disabled', async () => {
    const { key } = await make('ada');
    await rig.guard.accounts.change('ada', { disabled: true });
    expect(await rig.outcome(key)).to.equal('key-invalid');
    await rig.guard.accounts.change('ada', { disabled: false });
    expect(await rig.outcome(key)).to.equal('let in');
    await rig.guard.accounts.remove('ada');
    await rig.addUser('ada', 'host');
    expect(await rig.outcome(key)).to.equal('key-invalid');
  });

  it('let programs in where nothing more can be written down', async () => {
    const { key } = await make('ada');
    const database = new SQLite(rig.file);
    database.exec("CREATE TRIGGER full BEFORE UPDATE ON api_keys BEGIN SELECT RAISE(ABORT, 'full'); END");
    database.close();
    expect(await rig.outcome(key)).to.equal('let in');
    const [listed] = await rig.guard.apiKeys.list(await session('ada'));
    expect(listed!.lastUsedAtMs).to.equal(null);
  });

  it('end on their day', async () => {
    const { key } = await make('ada', { expiresInDays: 2 });
    await rig.clock.advance(2 * DAY_MS - 1);
    expect(await rig.outcome(key)).to.equal('let in');
    await rig.clock.advance(1);
    expect(await rig.outcome(key)).to.equal('key-expired');
  });

  it('are listed to their owner, and all of them to an administrator', async () => {
    await make('ada');
    await make('ben', { name: 'of ben' });
    const namesFor = async (username: string) =>
      (await rig.guard.apiKeys.list(await session(username))).map(({ name }) => name);
    expect(await namesFor('ben')).to.deep.equal(['of ben']);
    expect(await namesFor('admin')).to.have.members(['a key', 'of ben']);
  });

  it('note when they were used, once a minute at most', async () => {
    const { key } = await make('ada');
    const lastUsed = async () => (await rig.store.apiKeys.list())[0]!.lastUsedAtMs;
    expect(await lastUsed()).to.equal(null);
    const first = rig.clock.now();
    await read(key);
    await rig.clock.advance(59_000);
    await read(key);
    expect(await lastUsed()).to.equal(first);
    await rig.clock.advance(1000);
    await read(key);
    expect(await lastUsed()).to.equal(first + 60_000);
  });

  it('of one user are bounded', async () => {
    const by = await session('ada');
    for (let n = 0; n < 100; n++) await rig.guard.apiKeys.create({ name: `key ${n}`, role: 'host' }, by);
    expect(await outcomeOf(rig.guard.apiKeys.create({ name: 'more', role: 'host' }, by))).to.equal('too-many-keys');
  });
});
