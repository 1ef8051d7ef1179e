import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { fetchPlayerConfig } from '../../../../client/sdk/player-config.js';
import { PlayerError } from '../../../../client/sdk/player-error.js';
import { VIEWER_PROTOCOL } from '../../../../shared/protocol/version.js';

const CONFIG = { protocol: VIEWER_PROTOCOL, routerRtpCapabilities: { codecs: [] }, iceServers: [] };
const TURN = { urls: ['turn:turn.example:3478'], username: 'a', credential: 'b' };

describe('player-config', () => {
  let server: Server;
  let url: string;
  let answer: (response: ServerResponse) => void;

  before(async () => {
    server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = () => fetchPlayerConfig(url, 'default').catch((error: unknown) => error);
  const send = (status: number, body: string, headers: Record<string, string> = {}) => {
    answer = (response) => response.writeHead(status, headers).end(body);
  };
  const problem = (status: number, code: string) =>
    send(status, JSON.stringify({ type: 'about:blank', title: 'No.', status, code }));

  it('is what the server says', async () => {
    for (const config of [CONFIG, { ...CONFIG, iceServers: [TURN, { urls: 'stun:stun.example' }], more: 1 }]) {
      send(200, JSON.stringify(config));
      expect(await ask()).to.deep.equal(config);
    }
  });

  for (const [what, body] of [
    ['the sign-in page of a network', '<!doctype html><title>Welcome</title>'],
    ['an empty body', ''],
    ['JSON of something else', '{"status":"ok"}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a version that is none', JSON.stringify({ ...CONFIG, protocol: '1' })],
    ['capabilities that are none', JSON.stringify({ ...CONFIG, routerRtpCapabilities: null })],
    ['ICE servers that are none', JSON.stringify({ ...CONFIG, iceServers: [{ url: 'stun:old.example' }] })],
  ] as const) {
    it(`takes ${what} for a fault of the way, which passes`, async () => {
      send(200, body);
      const error = await ask();
      expect(error).to.be.instanceOf(PlayerError).and.include({ code: 'unreachable', retry: 'soon' });
    });
  }

  it('takes a body that is cut off, a redirect, and a connection that breaks for one too', async () => {
    const text = JSON.stringify(CONFIG);
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => {
        response.writeHead(200, { 'Content-Length': text.length });
        response.write(text.slice(0, -10), () => response.destroy());
      },
      (response) => response.writeHead(302, { Location: '/sign-in' }).end(),
      (response) => response.destroy(),
    ];
    for (answer of answers) expect(await ask()).to.include({ code: 'unreachable', retry: 'soon' });
  });

  it('believes refusals of the server itself, and of nothing on the way to it', async () => {
    problem(400, 'unsupported-protocol');
    expect(await ask()).to.include({ code: 'unsupported-protocol', message: 'No.' });
    problem(429, 'rate-limited');
    expect(await ask()).to.include({ code: 'rate-limited', retry: 'later' });
    for (const [status, body] of [
      [404, '<!doctype html><title>404</title>'],
      [400, '{"code":"bad-request"}'],
      [404, '{"status":500,"code":"not-found"}'],
      [511, ''],
    ] as const) {
      send(status, body);
      expect(await ask()).to.include({ code: 'unreachable', retry: 'soon' });
    }
  });

  it('is of no use where the server speaks another version, whatever else that has', async () => {
    send(200, JSON.stringify({ protocol: VIEWER_PROTOCOL + 1 }));
    expect(await ask()).to.include({ code: 'unsupported-protocol', retry: 'never' });
  });
});
