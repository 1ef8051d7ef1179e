import { expect } from 'chai';
import { SignJWT } from 'jose';
import { SessionTokens } from '../../../../server/auth/session-tokens.js';
import { CodedError } from '../../../../shared/errors.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { MemorySettings } from './memory-settings.js';

const HOUR_MS = 3_600_000;
const HOST = { username: 'ada', role: 'host' } as const;

describe('session tokens', () => {
  let settings: MemorySettings;
  let clock: ManualClock;
  let tokens: SessionTokens;
  beforeEach(async () => {
    settings = new MemorySettings();
    clock = new ManualClock(Date.UTC(2026, 0, 1));
    tokens = await SessionTokens.create({ settings, clock, newKey: false });
  });

  const refusal = async (token: string, by = tokens) => {
    const error = await by.read(token).catch((thrown: unknown) => thrown);
    return error instanceof CodedError ? error.code : 'read';
  };
  const keyOf = () => Buffer.from(settings.values.get('auth.session-key')!, 'base64url');

  it('say who carries them, for half a day', async () => {
    const { token, expiresAtMs } = await tokens.issue(HOST);
    expect(expiresAtMs).to.equal(clock.now() + 12 * HOUR_MS);
    expect((await tokens.read(token)).principal).to.deep.equal(HOST);
    await clock.advance(12 * HOUR_MS - 1000);
    expect(await refusal(token)).to.equal('read');
    await clock.advance(1000);
    expect(await refusal(token)).to.equal('session-expired');
  });

  it('hold through a restart, and not through a new password', async () => {
    const { token } = await tokens.issue(HOST);
    expect(await refusal(token, await SessionTokens.create({ settings, clock, newKey: false }))).to.equal('read');
    expect(await refusal(token, await SessionTokens.create({ settings, clock, newKey: true }))).to.equal(
      'session-invalid',
    );
  });

  it('are worth nothing once signed out of, after a restart as well', async () => {
    const { token } = await tokens.issue(HOST);
    const other = await tokens.issue(HOST);
    await tokens.end(await tokens.read(token));
    expect(await refusal(token)).to.equal('session-expired');
    const restarted = await SessionTokens.create({ settings, clock, newKey: false });
    expect(await refusal(token, restarted)).to.equal('session-expired');
    expect(await refusal(other.token, restarted)).to.equal('read');
  });

  it('forget who signed out when the token would have expired anyway', async () => {
    const { token } = await tokens.issue(HOST);
    await tokens.end(await tokens.read(token));
    await clock.advance(13 * HOUR_MS);
    const { token: later } = await tokens.issue(HOST);
    await tokens.end(await tokens.read(later));
    expect(JSON.parse(settings.values.get('auth.ended-sessions')!)).to.have.length(1);
  });

  it('of ours, but for another purpose, without an end, or of a role there is not, are refused', async () => {
    const signed = (claims: object, audience = 'streamsync:api') =>
      new SignJWT({ role: 'host', sub: 'ada', jti: '1', exp: clock.now() / 1000 + 60, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(audience)
        .sign(keyOf());
    expect(await refusal(await signed({}))).to.equal('read');
    expect(await refusal(await signed({}, 'streamsync:viewer'))).to.equal('session-invalid');
    expect(await refusal(await signed({ exp: undefined }))).to.equal('session-invalid');
    expect(await refusal(await signed({ role: 'root' }))).to.equal('session-invalid');
    expect(await refusal(await signed({ jti: undefined }))).to.equal('session-invalid');
  });
});
