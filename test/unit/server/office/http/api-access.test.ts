import { expect } from 'chai';
import { PASSWORD } from '../../../../support/access-rig.js';
import { ApiRig, codeOf } from './api-rig.js';

const DAY_MS = 86_400_000;

describe('access to the API', () => {
  let rig: ApiRig;
  before(async () => {
    rig = await ApiRig.start();
  });
  after(() => rig.close());

  const example = (path: string) => path.replace(/\{\w+\}/g, '0'.repeat(32));
  const guarded = () =>
    rig.contract.operations.filter(
      ({ operation }) =>
        operation.security.every((way) => Object.keys(way).length > 0) && operation.security.length > 0,
    );
  const isUnsafe = (method: string) => ['post', 'patch', 'delete'].includes(method);

  describe('every route for hosts', () => {
    let asked = 0;
    const everyRouteRefuses = async (status: number, code: string, headers: Record<string, string>, unsafe = false) => {
      for (const { method, path } of guarded().filter((one) => !unsafe || isUnsafe(one.method))) {
        const from = { 'X-Forwarded-For': `10.0.${Math.floor(asked / 250)}.${asked++ % 250}` };
        const response = await rig.contract.ask(method, example(path), { headers: { ...from, ...headers } });
        expect(response.status, `${method} ${path}`).to.equal(status);
        if (method !== 'head') expect(await codeOf(response), `${method} ${path}`).to.equal(code);
        if (status === 401) expect(response.headers.get('www-authenticate')).to.equal('Bearer');
      }
    };

    it('refuses who shows nothing', () => everyRouteRefuses(401, 'sign-in-required', {}));

    it('refuses a forged token, in the header and in the cookie', async () => {
      const [head, claims] = (await rig.token()).split('.');
      for (const forged of [
        `${head}.${claims}.${'A'.repeat(43)}`,
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
        'nonsense',
      ]) {
        await everyRouteRefuses(401, 'session-invalid', { Authorization: `Bearer ${forged}` });
        await everyRouteRefuses(401, 'session-invalid', { Cookie: `streamsync-session=${forged}`, Origin: rig.url });
      }
    });

    it('refuses a token that has expired', async () => {
      const token = await rig.token();
      await rig.clock.advance(DAY_MS);
      await everyRouteRefuses(401, 'session-expired', { Authorization: `Bearer ${token}` });
    });

    it('refuses the cookie of a browser that another site makes ask, and of one that does not say who does', async () => {
      const cookie = `streamsync-session=${await rig.token()}`;
      const { port } = new URL(rig.url);
      for (const origin of [
        ...['https://evil.example', 'null', `http://127.0.0.1:${Number(port) + 1}`, 'http://127.0.0.1'],
        ...[`http://127.0.0.1:${port}.evil.example`, `http://localhost:${port}`, 'nonsense'],
      ]) {
        await everyRouteRefuses(403, 'origin-refused', { Cookie: cookie, Origin: origin }, true);
      }
      await everyRouteRefuses(403, 'origin-refused', { Cookie: cookie }, true);
    });
  });

  describe('signing in', () => {
    const login = (username: string, password: string, headers: Record<string, string> = {}) =>
      rig.contract.ask('post', '/auth/login', { json: { username, password }, headers });

    it('answers a token, and a cookie that no script reads and no other site sends', async () => {
      const response = await login('admin', PASSWORD);
      expect(response.status).to.equal(200);
      const session = (await response.json()) as { token: string; role: string; expiresAtMs: number };
      expect(session.role).to.equal('admin');
      const cookie = response.headers.get('set-cookie') ?? '';
      expect(cookie)
        .to.include(session.token)
        .and.include('HttpOnly')
        .and.include('SameSite=Strict')
        .and.include('Path=/');
      expect(cookie).not.to.include('Secure');
    });

    it('marks the cookie Secure behind a proxy that speaks HTTPS', async () => {
      const response = await login('admin', PASSWORD, { 'X-Forwarded-Proto': 'https' });
      expect(response.headers.get('set-cookie')).to.include('Secure');
    });

    it('lets a page of this server use the cookie, and a script the token', async () => {
      const { token } = (await (await login('admin', PASSWORD)).json()) as { token: string };
      const asks = [{ Authorization: `Bearer ${token}` }, { Cookie: `a=b; streamsync-session=${token}` }];
      for (const headers of asks) {
        const response = await rig.contract.ask('get', '/auth/session', { headers });
        expect(await response.json()).to.include({ username: 'admin', role: 'admin' });
      }
    });

    it('ends with signing out: the token is worth nothing any more', async () => {
      const { token } = (await (await login('admin', PASSWORD)).json()) as { token: string };
      const headers = { Cookie: `streamsync-session=${token}`, Origin: rig.url };
      const out = await rig.contract.ask('post', '/auth/logout', { headers });
      expect(out.status).to.equal(204);
      expect(out.headers.get('set-cookie')).to.include('streamsync-session=;');
      expect(await codeOf(await rig.contract.ask('get', '/auth/session', { headers }))).to.equal('session-expired');
    });

    it('never goes on with the session that the browser was given before', async () => {
      await rig.addUser('mallory', 'viewer-issuer');
      const planted = await rig.token('mallory');
      const Cookie = `streamsync-session=${planted}`;
      const answer = await login('admin', PASSWORD, { Cookie, Origin: rig.url });
      const { token, username } = (await answer.json()) as { token: string; username: string };
      expect(username).to.equal('admin');
      expect(token).not.to.equal(planted);
      expect(answer.headers.get('set-cookie')).to.include(token);
      const after = await rig.contract.ask('get', '/auth/session', { headers: { Cookie } });
      expect(await codeOf(after)).to.equal('session-expired');
    });

    it('cannot be done in the name of another site', async () => {
      const response = await login('admin', PASSWORD, { Origin: 'https://evil.example' });
      expect(await codeOf(response)).to.equal('origin-refused');
    });

    it('does not tell a wrong name from a wrong password, and after ten failures makes the address wait', async () => {
      const other = { 'X-Forwarded-For': '192.0.2.7' };
      const guesses = [await login('admin', 'a guess', other), await login('root', PASSWORD, other)];
      expect(await Promise.all(guesses.map(codeOf))).to.deep.equal(['sign-in-failed', 'sign-in-failed']);
      for (let failure = 2; failure < 10; failure++) await login('admin', `guess ${failure}`, other);
      const refused = await login('admin', PASSWORD, other);
      expect(await codeOf(refused)).to.equal('rate-limited');
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 900);
      expect((await login('admin', PASSWORD)).status, 'from another address').to.equal(200);
    });
  });
});
