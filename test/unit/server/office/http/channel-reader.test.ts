import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { pino } from 'pino';
import { z } from 'zod';
import type { GuardedChannel } from '../../../../../server/credentials/viewer-gate.js';
import { json } from '../../../../../server/http/answer.js';
import { defineRoute } from '../../../../../server/http/define-route.js';
import { problemHandler } from '../../../../../server/http/problem.js';
import { serveRoutes } from '../../../../../server/http/serve-routes.js';
import { channelReader } from '../../../../../server/office/http/channel-reader.js';
import { AccessRig } from '../../../../support/access-rig.js';
import { codeOf } from './api-rig.js';

describe('who reads a channel', () => {
  let rig: AccessRig;
  let server: Server;
  let url: string;
  before(async () => {
    rig = await AccessRig.start();
    await rig.addChannel('members', 'token');
    await rig.addChannel('lobby', 'public');
    await rig.addUser('ada', 'viewer-issuer');
    const read = channelReader(rig.guard);
    const route = defineRoute({
      ...{ method: 'get', path: '/channels/:slug/who', role: 'viewer', summary: 'Who reads' },
      params: z.object({ slug: z.string() }),
      answer: json(z.unknown()),
      async handle({ params: { slug }, request }) {
        const channel: GuardedChannel = { slug, visibility: slug === 'members' ? 'token' : 'public' };
        const reader = await read(request, channel);
        return reader.kind === 'staff' ? { staff: reader.session.actor } : reader.pass.audience;
      },
    });
    const app = express()
      .use(serveRoutes('', [route], rig.guard.access, rig.clock))
      .use(problemHandler(pino({ level: 'silent' })));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await rig.close();
  });

  const ask = async (channel: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/channels/${channel}/who`, { headers });
    return response.ok ? ((await response.json()) as unknown) : codeOf(response);
  };
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const viewerToken = async (channel: string) => (await rig.viewerToken(channel, { audience: { lang: 'fr' } })).token;

  it('is anybody where it is public, and a viewer with a token elsewhere', async () => {
    expect(await ask('lobby')).to.deep.equal({});
    expect(await ask('members')).to.equal('token-required');
    expect(await ask('members', bearer(await viewerToken('members')))).to.deep.equal({ lang: 'fr', viewer: 'bob' });
    expect(await ask('members', bearer(await viewerToken('lobby')))).to.equal('token-wrong-channel');
    expect(await ask('lobby', bearer('nonsense'))).to.equal('token-invalid');
  });

  it('is staff with a session or a key, whatever the channel', async () => {
    const token = await rig.signIn('ada');
    expect(await ask('members', bearer(token))).to.deep.equal({ staff: 'ada' });
    expect(await ask('members', { Cookie: `streamsync-session=${token}` })).to.deep.equal({ staff: 'ada' });
    expect(await ask('members', bearer(`ssk_${'A'.repeat(43)}`))).to.equal('key-invalid');
  });

  it('is anybody again when the session of the cookie has ended', async () => {
    const Cookie = `streamsync-session=sst_${'A'.repeat(43)}`;
    expect(await ask('lobby', { Cookie })).to.deep.equal({});
    expect(await ask('members', { Cookie })).to.equal('token-required');
    expect(await ask('members', { Cookie, ...bearer(await viewerToken('members')) })).to.deep.include({
      viewer: 'bob',
    });
  });

  it('may show a token from a page of any origin', async () => {
    const headers = {
      ...{ Origin: 'https://integrator.example', 'Access-Control-Request-Method': 'GET' },
      'Access-Control-Request-Headers': 'authorization',
    };
    const preflight = await fetch(`${url}/channels/members/who`, { method: 'OPTIONS', headers });
    expect(preflight.status).to.equal(204);
    expect(preflight.headers.get('access-control-allow-origin')).to.equal('*');
    expect(preflight.headers.get('access-control-allow-headers')).to.equal('Authorization');
    expect(preflight.headers.get('access-control-allow-credentials'), 'cookies stay at home').to.equal(null);
  });
});
