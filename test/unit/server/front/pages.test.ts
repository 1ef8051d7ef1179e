import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { rawRequest } from '../../../support/raw-request.js';
import { FrontRig } from './front-rig.js';

const MARKUP = 'a"><b';

describe('what Host says', () => {
  let rig: FrontRig;
  afterEach(() => rig.close());

  const start = async (env: Record<string, string> = {}) => {
    rig = await FrontRig.start(env);
    await rig.office.addChannel('lobby', 'public');
    mkdirSync(join(rig.publicDir, 'watch'));
    writeFileSync(join(rig.publicDir, 'watch/index.html'), '<html><head></head></html>');
  };
  const ask = (path: string, headers: Record<string, string>) => rawRequest(rig.url + path, headers);
  const PATHS = [
    ...['/watch/lobby', '/oembed?url=http://a/watch/lobby', '/healthz', '/nothing'],
    ...['/api/v1/channels/lobby/guide.xml', '/api/v1/channels/lobby/guide.ics', '/api/v1/channels'],
  ];

  it('is refused when it can be no host, wherever it is sent', async () => {
    await start();
    for (const path of PATHS) {
      const { status, headers, body } = await ask(path, { Host: MARKUP });
      expect([status, JSON.parse(body).code], path).to.deep.equal([400, 'bad-request']);
      expect(body + JSON.stringify(headers), path).not.to.include('<b');
    }
  });

  it('is where the links of a watch page lead, unless a proxy that is not trusted says otherwise', async () => {
    await start({ TRUSTED_PROXIES: 'none' });
    const forged = { 'X-Forwarded-Host': MARKUP, 'X-Forwarded-Proto': 'https', Forwarded: `host="${MARKUP}"` };
    const { body, headers } = await ask('/watch/lobby', { Host: 'tv.example:8080', ...forged });
    const address = 'http://tv.example:8080/oembed?url=http%3A%2F%2Ftv.example%3A8080%2Fwatch%2Flobby&format=json';
    expect(headers['link']).to.equal(`<${address}>; rel="alternate"; type="application/json+oembed"`);
    expect(body).to.include(`href="${address.replace('&', '&amp;')}"></head>`);
  });

  it('has no other scheme than http and https, whatever a proxy says', async () => {
    await start();
    const linked = async (scheme: string) => {
      const { headers } = await ask('/watch/lobby', { Host: 'tv.example', 'X-Forwarded-Proto': scheme });
      return String(headers['link']).split('/oembed')[0];
    };
    expect(await linked('https')).to.equal('<https://tv.example');
    for (const scheme of ['javascript', MARKUP, '']) expect(await linked(scheme)).to.equal('<http://tv.example');
  });

  it('does not matter where PUBLIC_URL is set', async () => {
    await start({ PUBLIC_URL: 'https://tv.example/ignored' });
    const { headers } = await ask('/watch/lobby', { Host: 'elsewhere.example' });
    expect(headers['link']).to.match(/^<https:\/\/tv\.example\/oembed\?url=https%3A%2F%2Ftv\.example%2Fwatch/);
  });

  it('stays out of markup with what else an address carries', async () => {
    await start();
    const { body } = await ask(`/watch/${encodeURIComponent(`'"><script>$&`)}`, { Host: 'tv.example' });
    expect(body).not.to.match(/<script|\$&/);
  });
});
