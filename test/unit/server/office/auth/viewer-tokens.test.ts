import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { type ViewerTokenRequest, ViewerTokens } from '../../../../../server/office/auth/viewer-tokens.js';
import { AccessRig, outcomeOf } from '../../../../support/access-rig.js';

const DAY_MS = 86_400_000;
const TYPE = 'streamsync-viewer+jwt';
const PUBLIC = { slug: 'lobby', visibility: 'public' } as const;
const MEMBERS = { slug: 'members', visibility: 'token' } as const;

describe('viewer tokens', () => {
  let rig: AccessRig;
  beforeEach(async () => {
    rig = await AccessRig.start();
    await rig.addChannel('members', 'token');
    await rig.addChannel('lobby', 'public');
  });
  afterEach(() => rig.close());

  const issue = (wanted: Partial<ViewerTokenRequest> = {}, channel = 'members') => rig.viewerToken(channel, wanted);
  const admit = (token: string | undefined, channel: typeof PUBLIC | typeof MEMBERS = MEMBERS) =>
    rig.guard.viewerTokens.admit({ channel, token });
  const outcome = (token: string | undefined, channel?: typeof PUBLIC) => outcomeOf(admit(token, channel));
  const secretOf = async (kid: string) =>
    Buffer.from((await rig.store.signingKeys.list()).find(({ id }) => id === kid)!.secret, 'base64url');

  it('let their viewer in, and say what it is served', async () => {
    const audience = { lang: 'fr', tier: 'free' };
    const { token, tokenId, expiresAtMs } = await issue({ audience, maxSessions: 2 });
    expect(await admit(token)).to.deep.include({
      ...{ viewerId: 'bob', audience: { lang: 'fr', tier: 'free', viewer: 'bob' } },
      ...{ tokenId, expiresAtMs, maxSessions: 2, issuedAtMs: rig.clock.now() },
    });
    expect((await admit((await issue()).token)).maxSessions).to.equal(null);
  });

  it('are needed where a channel is not public; elsewhere who has none is anybody', async () => {
    expect(await outcome(undefined)).to.equal('token-required');
    expect(await admit(undefined, PUBLIC))
      .to.include({ viewerId: null, tokenId: null })
      .and.deep.include({ audience: {} });
    const { token } = await issue({ audience: { lang: 'fr' } }, 'lobby');
    expect((await admit(token, PUBLIC)).audience).to.deep.equal({ lang: 'fr', viewer: 'bob' });
    expect(await outcome('nonsense', PUBLIC), 'a bad token is never ignored').to.equal('token-invalid');
  });

  it('are for one channel', async () => {
    const { token } = await issue();
    expect(await outcome(token, PUBLIC)).to.equal('token-wrong-channel');
    expect(await outcomeOf(issue({}, 'none'))).to.equal('channel-unknown');
  });

  it('are not for a channel that was made later, under the slug of one that was deleted', async () => {
    const { token } = await issue();
    const { channels } = rig.store;
    const { slug, name, visibility, targetLatencyMs, fillerMediaId } = (await channels.find('members'))!;
    await channels.remove('members');
    await rig.clock.advance(1);
    const atMs = rig.clock.now() + 0.5;
    const origin = { actor: 'admin', atMs, effectiveAtMs: atMs };
    await channels.add({ slug, name, visibility, targetLatencyMs, fillerMediaId }, origin);
    expect(await outcome(token)).to.equal('token-revoked');
    await rig.clock.advance(0.75);
    expect(await outcome((await issue()).token), 'within the same millisecond').to.equal('let in');
  });

  it('expire to the second', async () => {
    const { token, expiresAtMs } = await issue({ expiresInSeconds: 60 });
    await rig.clock.advance(expiresAtMs - rig.clock.now() - 1);
    expect(await outcome(token)).to.equal('let in');
    await rig.clock.advance(1);
    expect(await outcome(token)).to.equal('token-expired');
  });

  it('hold through a restart', async () => {
    const { token } = await issue();
    await rig.restart();
    expect(await outcome(token)).to.equal('let in');
  });

  it('are never larger than the signaling protocol takes', async () => {
    const audience = (length: number) =>
      Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`${'n'.repeat(60)}${n}`, 'v'.repeat(length)]));
    expect((await issue({ audience: audience(100) })).token.length).to.be.within(3000, 4096);
    expect(await outcomeOf(issue({ audience: audience(200) }))).to.equal('bad-request');
  });

  it('are issued as fast as a house fills, to each issuer and each address, and no faster', async () => {
    const { store, clock, guard } = rig;
    const deps = { keys: guard.signingKeys, revocations: store.viewerRevocations, channels: store.channels, clock };
    const tokens = new ViewerTokens({ ...deps, mostAMinute: 2 });
    const request = { viewerId: 'bob', audience: {}, expiresInSeconds: 60 };
    const issueFor = (actor: string, address: string) =>
      outcomeOf(tokens.issue('members', request, { actor, address }));
    expect(await issueFor('key:shop', '192.0.2.1')).to.equal('let in');
    expect(await issueFor('key:shop', '192.0.2.2')).to.equal('let in');
    expect(await issueFor('key:shop', '192.0.2.3')).to.equal('rate-limited');
    expect(await issueFor('key:club', '192.0.2.1')).to.equal('let in');
    expect(await issueFor('key:blog', '192.0.2.1')).to.equal('rate-limited');
    await clock.advance(60_000);
    expect(await issueFor('key:shop', '192.0.2.1')).to.equal('let in');
  });

  describe('that are forged', () => {
    const claims = () => ({
      ...{ sub: 'eve', aud: 'members', jti: randomUUID(), attributes: { tier: 'gold' } },
      ...{ iat: rig.clock.now() / 1000, exp: Math.floor(rig.clock.now() / 1000) + 600 },
    });
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const kid = async () => decodeProtectedHeader((await issue()).token).kid!;

    it('would be let in if the key were known: the test forges well', async () => {
      const id = await kid();
      const header = { alg: 'HS256', typ: TYPE, kid: id };
      expect(await outcome(await new SignJWT(claims()).setProtectedHeader(header).sign(await secretOf(id)))).to.equal(
        'let in',
      );
    });

    it('are refused: changed, cut, or signed with another key', async () => {
      const { token } = await issue();
      const [head = '', body = '', signature = ''] = token.split('.');
      const other = { ...decodeJwt(token), attributes: { tier: 'gold' } };
      const header = { alg: 'HS256', typ: TYPE, kid: await kid() };
      const wrongKey = await new SignJWT(claims()).setProtectedHeader(header).sign(Buffer.alloc(32, 1));
      const noKid = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', typ: TYPE }).sign(Buffer.alloc(32));
      for (const [what, forged] of Object.entries({
        ...{ claims: `${head}.${encode(other)}.${signature}`, unsigned: `${head}.${body}.`, cut: `${head}.${body}` },
        ...{ wrongKey, noKid, empty: '', dots: '..', long: 'a'.repeat(4096) },
      })) {
        expect(await outcome(forged), what).to.equal('token-invalid');
      }
    });

    it('are refused with `alg: none`, whatever its case', async () => {
      const id = await kid();
      for (const alg of ['none', 'None', 'NONE', '']) {
        const head = encode({ alg, typ: TYPE, kid: id });
        for (const signature of ['', 'AAAA']) {
          expect(await outcome(`${head}.${encode(claims())}.${signature}`), alg).to.equal('token-invalid');
        }
      }
    });

    it('are refused with every other algorithm, also with the right secret', async () => {
      const id = await kid();
      const secret = await secretOf(id);
      for (const alg of ['HS384', 'HS512']) {
        const forged = await new SignJWT(claims())
          .setProtectedHeader({ alg, typ: TYPE, kid: id })
          .sign(Buffer.alloc(64, secret));
        expect(await outcome(forged), alg).to.equal('token-invalid');
      }
      const head = encode({ alg: 'HS512', typ: TYPE, kid: id });
      const input = `${head}.${encode(claims())}`;
      const mislabelled = createHmac('sha256', secret).update(input).digest('base64url');
      expect(await outcome(`${input}.${mislabelled}`), 'HS256 said to be HS512').to.equal('token-invalid');
      for (const [alg, pair] of [
        ['EdDSA', generateKeyPairSync('ed25519')],
        ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
        ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ] as const) {
        const header = { alg, typ: TYPE, kid: id, jwk: pair.publicKey.export({ format: 'jwk' }) };
        const forged = await new SignJWT(claims()).setProtectedHeader(header).sign(pair.privateKey);
        expect(await outcome(forged), alg).to.equal('token-invalid');
      }
    });

    it('are refused when they are of another type, or say less than a token of ours', async () => {
      const id = await kid();
      const sign = async (payload: object, header: object = {}) =>
        new SignJWT(payload as never)
          .setProtectedHeader({ alg: 'HS256', typ: TYPE, kid: id, ...header })
          .sign(await secretOf(id));
      expect(await outcome(await sign(claims(), { typ: 'JWT' }))).to.equal('token-invalid');
      for (const claim of ['sub', 'aud', 'jti', 'iat', 'exp', 'attributes']) {
        expect(await outcome(await sign({ ...claims(), [claim]: undefined })), claim).to.equal('token-invalid');
      }
      expect(await outcome(await sign({ ...claims(), aud: ['members', 'lobby'] }))).to.equal('token-invalid');
      expect(await outcome(await sign({ ...claims(), nbf: claims().exp }))).to.equal('token-invalid');
      expect(await outcome(await rig.signIn()), 'a session').to.equal('token-invalid');
    });
  });

  describe('that are revoked', () => {
    it('let nobody in, after a restart as well, and tell who is in', async () => {
      const [one, other] = [await issue(), await issue()];
      const told: unknown[] = [];
      rig.guard.viewerTokens.on('revoked', (revocation) => told.push(revocation));
      await rig.guard.viewerTokens.revoke('members', one.tokenId);
      expect(told).to.deep.equal([{ kind: 'token', channel: 'members', tokenId: one.tokenId }]);
      expect(await outcome(one.token)).to.equal('token-revoked');
      expect(await outcome(other.token)).to.equal('let in');
      await rig.restart();
      expect(await outcome(one.token)).to.equal('token-revoked');
    });

    it('by their viewer are all there were; the next one is good', async () => {
      const [bob, ann, elsewhere] = [await issue(), await issue({ viewerId: 'ann' }), await issue({}, 'lobby')];
      await rig.guard.viewerTokens.revokeViewer('members', 'bob');
      expect(await outcome(bob.token)).to.equal('token-revoked');
      expect(await outcome(ann.token)).to.equal('let in');
      expect(await outcome(elsewhere.token, PUBLIC)).to.equal('let in');
      await rig.clock.advance(1);
      expect(await outcome((await issue()).token)).to.equal('let in');
    });

    it('are of a channel there is', async () => {
      expect(await outcomeOf(rig.guard.viewerTokens.revoke('none', 'a'))).to.equal('channel-unknown');
      expect(await outcomeOf(rig.guard.viewerTokens.revokeViewer('none', 'bob'))).to.equal('channel-unknown');
    });

    it('are so many of one channel at most, until the first of them are forgotten', async () => {
      const { store, clock, guard } = rig;
      const deps = { keys: guard.signingKeys, revocations: store.viewerRevocations, channels: store.channels, clock };
      const tokens = new ViewerTokens({ ...deps, mostRevocations: 2 });
      const revoke = (id: string, channel = 'members') => outcomeOf(tokens.revoke(channel, id));
      expect([await revoke('a'), await revoke('b'), await revoke('a')]).to.deep.equal(['let in', 'let in', 'let in']);
      expect(await revoke('c')).to.equal('too-many-revocations');
      expect(await outcomeOf(tokens.revokeViewer('members', 'a'))).to.equal('too-many-revocations');
      expect(await revoke('c', 'lobby')).to.equal('let in');
      await clock.advance(31 * DAY_MS);
      expect(await revoke('c')).to.equal('let in');
    });

    it('are forgotten when they would have expired anyway', async () => {
      await rig.guard.viewerTokens.revoke('members', 'a');
      await rig.clock.advance(31 * DAY_MS);
      await rig.guard.viewerTokens.revoke('members', 'b');
      const covers = (id: string) =>
        rig.store.viewerRevocations.covers('members', { id, viewerId: 'bob', issuedAtMs: rig.clock.now() });
      expect([await covers('a'), await covers('b')]).to.deep.equal([false, true]);
    });
  });

  describe('and the keys that sign them', () => {
    it('stay good when a new key signs, until the last of them has expired', async () => {
      const longest = await issue({ expiresInSeconds: (31 * DAY_MS) / 1000 });
      const before = rig.guard.signingKeys.current.id;
      const rotated = await rig.guard.signingKeys.rotate();
      expect(rotated.id).not.to.equal(before);
      const next = await issue({ expiresInSeconds: (31 * DAY_MS) / 1000 });
      expect(decodeProtectedHeader(next.token).kid).to.equal(rotated.id);
      await rig.restart();
      await rig.clock.advance(longest.expiresAtMs - rig.clock.now() - 1);
      expect(await outcome(longest.token)).to.equal('let in');
      await rig.clock.advance(1000);
      expect(await outcome(longest.token)).not.to.equal('let in');
      expect(rig.guard.signingKeys.list().map(({ id }) => id)).to.deep.equal([rotated.id]);
    });

    it('are worth nothing at once when their key is retired, and tell who is in', async () => {
      const [old, told] = [await issue(), [] as unknown[]];
      const leaked = rig.guard.signingKeys.current.id;
      await rig.guard.signingKeys.rotate();
      const good = await issue();
      rig.guard.viewerTokens.on('revoked', (revocation) => told.push(revocation));
      await rig.guard.signingKeys.retire(leaked);
      expect(told).to.deep.equal([{ kind: 'key', keyId: leaked }]);
      expect([await outcome(old.token), await outcome(good.token)]).to.deep.equal(['token-invalid', 'let in']);
      await rig.restart();
      expect(await outcome(old.token)).to.equal('token-invalid');
      expect(await outcomeOf(rig.guard.signingKeys.retire(leaked))).to.equal('signing-key-unknown');
    });

    it('are replaced when the one that signs is retired', async () => {
      const { token } = await issue();
      await rig.guard.signingKeys.retire(rig.guard.signingKeys.current.id);
      expect(await outcome(token)).to.equal('token-invalid');
      expect(await outcome((await issue()).token)).to.equal('let in');
      expect(rig.guard.signingKeys.list()).to.have.length(1);
    });

    it('are shown without their secrets', async () => {
      expect(Object.keys(rig.guard.signingKeys.list()[0]!)).to.have.members(['id', 'createdAtMs', 'acceptedUntilMs']);
    });
  });
});
