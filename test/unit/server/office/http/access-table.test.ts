import { expect } from 'chai';
import type { Role } from '../../../../../server/credentials/roles.js';
import type { AccessRule, Asker } from './access-table.js';
import { expected, ROUTE_RULES } from './access-table.js';
import { ApiRig } from './api-rig.js';

/** The ways of being kept out; whatever else a route answers, it has let the asker in. */
const REFUSALS = new Set([
  ...['sign-in-required', 'session-invalid', 'session-expired', 'key-invalid', 'key-expired', 'not-allowed'],
  ...['origin-refused', 'token-required', 'token-invalid', 'token-expired', 'token-revoked', 'token-wrong-channel'],
]);

describe('every route, whoever asks', function () {
  this.timeout(60_000);
  let rig: ApiRig;
  /** By a name for the report. */
  const askers = new Map<string, Asker>();
  let asked = 0;

  before(async () => {
    rig = await ApiRig.start();
    await rig.addChannel('members', 'token');
    await rig.addChannel('lobby', 'public');
    const { guard } = rig;
    const sessionOf = async (username: string) => {
      const authorization = `Bearer ${await rig.token(username)}`;
      return guard.access.require('viewer-issuer', { authorization, address: '', isSafe: true });
    };
    const keyOf = async (username: string, role: Role) =>
      guard.apiKeys.create({ name: `of ${username}`, role }, await sessionOf(username));

    askers.set('nobody', { is: 'nobody' });
    for (const [name, channel] of [
      ['viewer', 'members'],
      ['viewer of another channel', 'lobby'],
    ] as const) {
      askers.set(name, { is: name, token: await rig.viewerToken(channel) });
    }
    for (const role of ['viewer-issuer', 'host', 'admin'] as const) {
      await rig.addUser(`a.${role}`, role);
      askers.set(`session of a ${role}`, { is: 'staff', by: 'session', role, token: await rig.token(`a.${role}`) });
      askers.set(`key of a ${role}`, { is: 'staff', by: 'key', role, token: (await keyOf(`a.${role}`, role)).key });
    }

    await rig.addUser('disabled', 'admin');
    const [disabledSession, disabledKey] = [await rig.token('disabled'), await keyOf('disabled', 'admin')];
    await guard.accounts.change('disabled', { disabled: true });
    askers.set('session of a disabled user', { is: 'gone', code: 'session-expired', token: disabledSession });
    askers.set('key of a disabled user', { is: 'gone', code: 'key-invalid', token: disabledKey.key });

    await rig.addUser('removed', 'admin');
    askers.set('session of a removed user', { is: 'gone', code: 'session-expired', token: await rig.token('removed') });
    await guard.accounts.remove('removed');

    const revoked = await keyOf('admin', 'admin');
    await guard.apiKeys.revoke(revoked.id, await sessionOf('admin'));
    askers.set('revoked key', { is: 'gone', code: 'key-invalid', token: revoked.key });
  });
  after(() => rig.close());

  /** Something that the route knows nothing of, but the channel that only some may watch. */
  const addressOf = (path: string, rule: AccessRule) =>
    path.replace('{slug}', rule === 'watchers' ? 'members' : 'none').replace(/\{\w+\}/g, '0'.repeat(32));

  const outcome = async (method: string, path: string, headers: Record<string, string>) => {
    // Everybody from an address of their own: no limit on guessing gets in between.
    const from = { 'X-Forwarded-For': `10.${asked >> 16}.${(asked >> 8) & 255}.${asked++ & 255}` };
    const json = ['post', 'patch', 'put'].includes(method) ? {} : undefined;
    const response = await rig.contract.ask(method, path, { headers: { ...from, ...headers }, ...(json && { json }) });
    // The answer to HEAD has no body to tell more.
    if (method === 'head') return { 401: '401', 403: 'not-allowed' }[response.status] ?? 'in';
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
    const code = isProblem ? ((await response.json()) as { code: string }).code : 'in';
    return REFUSALS.has(code) ? code : 'in';
  };
  const shown = (asker: Asker): Record<string, string> =>
    asker.is === 'nobody' ? {} : { Authorization: `Bearer ${asker.token}` };
  const wanted = (method: string, code: string) =>
    method === 'head' && !['in', 'not-allowed'].includes(code) ? '401' : code;

  it('has its rule in the table, and the table has no rule for a route there is not', () => {
    const routes = rig.contract.operations.map(({ method, path }) => `${method} ${path}`);
    const ruled = new Set(Object.keys(ROUTE_RULES).map((route) => route.replace(/\?.*/, '')));
    expect([...ruled]).to.have.members(routes);
  });

  it('answers as its rule says: every route × everybody who may ask', async () => {
    const wrong: string[] = [];
    for (const [route, rule] of Object.entries(ROUTE_RULES)) {
      const [method = '', path = ''] = route.split(' ');
      for (const [name, asker] of askers) {
        // Signing out works, so it comes last of all.
        if (route === 'post /auth/logout') continue;
        const answered = await outcome(method, addressOf(path, rule), shown(asker));
        const due = wanted(method, expected(rule, asker));
        if (answered !== due) wrong.push(`${route}, ${name}: ${answered}, not ${due}`);
      }
    }
    expect(wrong).to.deep.equal([]);
    expect(asked).to.be.greaterThan(500);
  });

  it('answers the same when the session is in the cookie of a page of this server', async () => {
    const wrong: string[] = [];
    for (const [route, rule] of Object.entries(ROUTE_RULES)) {
      const [method = '', path = ''] = route.split(' ');
      for (const [name, asker] of [...askers].filter(([about]) => about.startsWith('session'))) {
        if (asker.is === 'nobody' || route === 'post /auth/logout') continue;
        const cookie = { Cookie: `streamsync-session=${asker.token}`, Origin: rig.url };
        const answered = await outcome(method, addressOf(path, rule), cookie);
        // A viewer whose browser still has the cookie of a session is anybody.
        const isAnybody = rule === 'watchers' && asker.is === 'gone';
        const due = wanted(method, isAnybody ? 'token-required' : expected(rule, asker));
        if (answered !== due) wrong.push(`${route}, ${name}: ${answered}, not ${due}`);
      }
    }
    expect(wrong).to.deep.equal([]);
  });

  it('lets everybody sign out who is signed in', async () => {
    for (const [name, asker] of askers) {
      const due = expected('viewer-issuer', asker);
      expect(await outcome('post', '/auth/logout', shown(asker)), name).to.equal(due);
      if (!name.startsWith('session') || due !== 'in') continue;
      expect(await outcome('get', '/auth/session', shown(asker)), name).to.equal('session-expired');
    }
  });
});
