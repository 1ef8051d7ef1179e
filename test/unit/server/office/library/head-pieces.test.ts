import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { DiskBlobStore } from '../../../../../media/store/disk-blob-store.js';
import { headNeeds, trimsOf } from '../../../../../server/office/library/head-needs.js';
import { HeadPieces } from '../../../../../server/office/library/head-pieces.js';
import { ObjectKeeper } from '../../../../../server/office/library/object-keeper.js';
import type { HeadNeed } from '../../../../../server/office/store/head-piece-store.js';
import { Store } from '../../../../../server/office/store/store.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const grid = gridFor(30);

describe('head pieces that cannot be made', () => {
  const need: HeadNeed = { objectId: 'gone', inFrame: 9 };
  let store: Store;
  let clock: ManualClock;
  let needed: HeadNeed[];
  let heads: HeadPieces;
  let asked: number;
  let warnings: number;
  let nextWarning: () => void;

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('heads'), 'db'), 0);
    clock = new ManualClock(0);
    needed = [need];
    heads = await open();
  });

  afterEach(async () => {
    await heads.close();
    expect(clock.timerCount).to.equal(0);
    await store.close();
  });

  async function open(): Promise<HeadPieces> {
    const blobs = await DiskBlobStore.create(makeTempDir('heads-objects'));
    warnings = 0;
    const logger = pino(
      { level: 'warn' },
      {
        write: () => {
          warnings += 1;
          nextWarning?.();
        },
      },
    );
    const ownership = { isSole: async () => true };
    return HeadPieces.create({
      ...{ store: store.headPieces, blobs, grid, clock, logger, workDir: makeTempDir('heads-work') },
      ...{ objects: new ObjectKeeper({ blobs, uses: store.objectUses, ownership, clock, logger }) },
      tools: { ffmpeg: '/nowhere' },
      needed: async () => {
        asked += 1;
        return needed;
      },
    });
  }

  const warned = (count: number): Promise<void> =>
    new Promise((resolve) => {
      nextWarning = () => warnings >= count && resolve();
      nextWarning();
    });

  it('are tried three times, half a minute apart, and then given up, after a restart too', async () => {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await warned(attempt);
      expect(heads.isGivenUp('gone', 9)).to.equal(attempt === 3);
      await clock.advance(30_000);
    }
    expect(clock.timerCount).to.equal(0);
    expect(heads.find('gone', 9)).to.equal(null);
    expect(await store.headPieces.list()).to.deep.equal([{ ...need, head: null, attempts: 3, untilMs: null }]);
    await heads.close();
    heads = await open();
    await heads.ensure([need]);
    await heads.close();
    expect(warnings).to.equal(0);
    expect(heads.isGivenUp('gone', 9)).to.equal(true);
    expect(heads.isGivenUp('gone', 10)).to.equal(false);
  });

  it('are looked for once, however many ask at a time', async () => {
    await warned(1);
    asked = 0;
    await Promise.all(Array.from({ length: 500 }, () => heads.refresh()));
    expect(asked).to.equal(1);
    await heads.refresh();
    expect(asked).to.equal(2);
  });

  it('are forgotten when nothing needs them', async () => {
    await warned(1);
    needed = [];
    await heads.refresh();
    expect(await store.headPieces.list()).to.deep.equal([]);
  });

  it('are kept for as long as was asked, after a restart too, and for longer when a trim needs them', async () => {
    const [passing, later, both] = [30_000, 60_000, 30_000].map((untilMs, index) => ({
      ...need,
      inFrame: 1 + index,
      untilMs,
    }));
    await heads.ensure([passing!, later!, both!, { ...later!, untilMs: 1 }]);
    await heads.close();
    await clock.advance(31_000);
    needed = [{ ...need, inFrame: 3 }];
    heads = await open();
    await heads.ensure([{ ...later!, untilMs: 1 }]);
    const noted = (await store.headPieces.list()).map(({ inFrame, untilMs }) => ({ inFrame, untilMs }));
    expect(noted).to.deep.equal([
      { inFrame: 2, untilMs: 60_000 },
      { inFrame: 3, untilMs: null },
    ]);
    await clock.advance(30_000);
    await heads.ensure([]);
    expect((await store.headPieces.list()).map(({ inFrame }) => inFrame)).to.deep.equal([3]);
  });
});

describe('the head pieces that items need', () => {
  const media = new Map([
    ['a', { objectId: 'object-a', frames: 300 }],
    ['b', { objectId: 'object-b', frames: 300 }],
  ]);

  it('are those of in points between two GOPs, each once, in slots as well', () => {
    const items = [
      { mediaId: 'a' },
      { mediaId: 'a', inMs: 2000 },
      { mediaId: 'a', inMs: 1010 },
      { mediaId: 'a', inMs: 990, outMs: 3000 },
      { mediaId: 'a', inMs: 10_000 },
      { mediaId: 'gone', inMs: 1000 },
      { slot: { name: 's', variants: [{ when: {}, mediaId: 'b', inMs: 500 }], fallbackMediaId: 'a' } },
    ];
    expect(headNeeds(items.flatMap(trimsOf), media, grid)).to.deep.equal([
      { objectId: 'object-a', inFrame: 30 },
      { objectId: 'object-b', inFrame: 15 },
    ]);
  });
});
