import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { ApiRig } from '../unit/server/office/http/api-rig.js';

describe('the API reference in a browser', function () {
  this.timeout(60_000);
  let rig: ApiRig;
  let browser: Browser;
  before(async () => {
    rig = await ApiRig.start();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });

  it('shows every operation, with nothing from elsewhere and nothing that the policy forbids', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^data:/.test(request.url()) && !request.url().startsWith(rig.url)) complaints.push(request.url());
    });
    await page.goto(`${rig.url}/api/docs`);
    const operations = page.locator('.opblock');
    await operations.nth(rig.contract.operations.length - 1).waitFor();
    expect(await operations.count()).to.equal(rig.contract.operations.length);
    await page.locator('.opblock-summary-control').first().click();
    await page.locator('.responses-wrapper').first().waitFor();
    expect(complaints).to.deep.equal([]);
  });
});
