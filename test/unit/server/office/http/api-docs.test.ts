import { expect } from 'chai';
import { ApiRig } from './api-rig.js';

describe('the API reference', () => {
  let rig: ApiRig;
  before(async () => {
    rig = await ApiRig.start();
  });
  after(() => rig.close());

  it('is a page that loads its scripts and styles from this server alone', async () => {
    const page = await (await fetch(`${rig.url}/api/docs`)).text();
    const loaded = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address ?? '');
    expect(loaded).to.have.length(3);
    for (const address of loaded) {
      const response = await fetch(rig.url + address);
      expect(response.status, address).to.equal(200);
      expect(response.headers.get('content-type'), address).to.match(/javascript|css/);
    }
    expect(page).not.to.match(/<script>|https?:/);
  });

  it('is sent as it was made once, and not at all to whoever has it', async () => {
    const address = `${rig.url}/api/v1/openapi.json`;
    const first = await fetch(address);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).to.match(/^"[\w-]{16}"$/);
    const again = await fetch(address, { headers: { 'If-None-Match': `W/"other", ${tag}` } });
    expect([again.status, await again.text()]).to.deep.equal([304, '']);
    expect(await (await fetch(address)).text()).to.equal(await first.text());
  });

  it('is of OpenAPI 3.1, every operation with a role and a summary', () => {
    expect(rig.contract.document.openapi).to.match(/^3\.1\./);
    for (const { method, path, operation } of rig.contract.operations) {
      expect(operation, `${method} ${path}`).to.include.keys('summary', 'security', 'responses');
    }
  });
});
