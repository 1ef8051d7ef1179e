import { expect } from 'chai';
import type { SequenceView } from '../../../../../shared/api/sequences.js';
import { ApiRig, codeOf } from './api-rig.js';

interface Page {
  readonly items: readonly SequenceView[];
  readonly nextCursor: string | null;
}

describe('large sequences over the API', () => {
  let rig: ApiRig;
  before(async () => {
    rig = await ApiRig.start();
    await rig.store.media.add({ id: 'm', objectId: 'm', title: 'M', fps: 30, frames: 300, createdAtMs: 0 });
  });
  after(() => rig.close());

  const make = (name: string, items: readonly object[]) => rig.ask('post', '/sequences', { json: { name, items } });
  const trims = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ mediaId: 'm', inMs: (index % 50) * 100 }));
  const slot = (variants: readonly object[]) => ({ slot: { name: 'S', variants, fallbackMediaId: 'm' } });
  const forViewers = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ when: { viewer: `v${from + index}` }, mediaId: 'm' }));

  it('are listed on pages of their own, each of which has all of it, and all pages all of them', async () => {
    for (let number = 0; number < 4; number += 1) {
      expect((await make(`Large ${number}`, trims(10_000))).status).to.equal(201);
    }
    await make('Small', trims(2));
    const pages: Page[] = [];
    for (let cursor = ''; ; ) {
      const page = (await (await rig.ask('get', `/sequences?limit=50${cursor}`)).json()) as Page;
      pages.push(page);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    const listed = pages.flatMap(({ items }) => items);
    expect(listed.map(({ name }) => name).sort()).to.deep.equal(['Large 0', 'Large 1', 'Large 2', 'Large 3', 'Small']);
    for (const { items } of pages) {
      expect(items.length).to.be.within(1, 2);
    }
    for (const { name, items, durationMs } of listed.filter((one) => one.name !== 'Small')) {
      expect(items, name).to.have.length(10_000);
      // 200 times 50 items, each 100 ms shorter than the one before.
      expect(durationMs).to.equal(200 * (50 * 10_000 - 100 * (49 * 25)));
    }
  });

  it('have so many ways to be seen in, and no more', async () => {
    const slots = (count: number) => Array.from({ length: count }, (_, index) => slot(forViewers(index * 64, 64)));
    expect((await make('As many as may be', slots(4))).status).to.equal(201);
    const tooMany = await make('One more', [...slots(4), slot(forViewers(256, 1))]);
    expect(await codeOf(tooMany)).to.equal('bad-request');
    const alike = Array.from({ length: 400 }, () => slot(forViewers(0, 49)));
    expect((await make('Long', alike)).status).to.equal(201);
    expect(await codeOf(await make('Longer', [...alike, slot([])]))).to.equal('bad-request');
  });

  it('are taken up to two megabytes', async () => {
    const long = Array.from({ length: 9000 }, () => ({
      slot: { name: 'x'.repeat(190), variants: [], fallbackMediaId: 'm' },
    }));
    expect(await codeOf(await make('Too long', long))).to.equal('request-too-large');
  });
});
