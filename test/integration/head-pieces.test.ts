import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { mediaKeys } from '../../media/prepared-media.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { HeadPieces } from '../../server/office/library/head-pieces.js';
import { TrimBook } from '../../server/office/library/trim-book.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { FFMPEG_BIN } from '../support/ffmpeg-run.js';
import { LibraryRig } from '../support/library-rig.js';
import { makeTempDir } from '../support/temp-dir.js';
import { ffmpegSource, H264, picture, tone } from './ingest-sources.js';

const grid = gridFor(30);

describe('head pieces of a library', function () {
  this.timeout(20_000);
  const clock = new MasterClock();
  let rig: LibraryRig;
  let heads: HeadPieces;
  let mediaId: string;
  let objectId: string;

  before(async () => {
    rig = await LibraryRig.open(makeTempDir('heads'));
    const path = await ffmpegSource('heads.mp4', ...picture('320x180', '30', 3), ...tone(3), ...H264);
    ({ id: mediaId } = (await rig.library.addSource({ path, filename: 'heads.mp4', keep: true })).media);
    await rig.settled(mediaId);
    objectId = await rig.objectOf(mediaId);
    const items = [{ mediaId, inMs: 500 }, { mediaId }];
    await rig.store.sequences.add({ id: 's', name: 'Trimmed', items }, 1);
    heads = await open();
  });

  after(async () => {
    await heads.close();
    await rig.close();
    clock.close();
  });

  function open(): Promise<HeadPieces> {
    return HeadPieces.create({
      ...{
        store: rig.store.headPieces,
        objects: rig.objects,
        blobs: rig.blobs,
        grid,
        clock,
        tools: { ffmpeg: FFMPEG_BIN },
      },
      ...{ workDir: join(rig.dataDir, 'heads'), logger: pino({ level: 'silent' }) },
      needed: async () => (await TrimBook.create(rig.store, grid)).needs(),
    });
  }

  const headFolders = async (): Promise<string[]> => {
    const names = (await rig.blobs.list('media/')).map((key) => key.split('/')[1]!);
    return [...new Set(names)].filter((name) => name !== objectId);
  };

  it('are made of what is stored, and told', async () => {
    if (heads.find(objectId, 15) === null) {
      const [told] = await once(heads, 'ready');
      expect(told).to.deep.include({ objectId, inFrame: 15 });
    }
    const head = heads.find(objectId, 15)!;
    expect(head.frames).to.equal(45);
    expect(await rig.blobs.size(mediaKeys(head.objectId).index)).to.be.greaterThan(0);
    expect(heads.find(objectId, 0)).to.equal(null);
  });

  it('are made when a trim is saved, each once, and no orphans to the sweep', async () => {
    await rig.store.sequences.revise(
      's',
      {
        name: 'Trimmed',
        items: [
          { mediaId, inMs: 500 },
          { mediaId, inMs: 700 },
        ],
      },
      2,
    );
    const ready = once(heads, 'ready');
    await Promise.all([heads.ensure([{ objectId, inFrame: 21 }]), heads.ensure([{ objectId, inFrame: 21 }])]);
    await ready;
    expect(await headFolders()).to.have.members([15, 21].map((inFrame) => heads.find(objectId, inFrame)!.objectId));
    expect(await rig.library.sweep()).to.deep.equal({ removed: [] });
  });

  it('are there after a restart', async () => {
    const head = heads.find(objectId, 21);
    await heads.close();
    heads = await open();
    expect(heads.find(objectId, 21)).to.deep.equal(head);
  });

  it('are made by the next start when a process ends before', async () => {
    await heads.close();
    await rig.store.sequences.revise(
      's',
      {
        name: 'Trimmed',
        items: [
          { mediaId, inMs: 500 },
          { mediaId, inMs: 900 },
        ],
      },
      3,
    );
    await rig.store.headPieces.add([{ objectId, inFrame: 27, untilMs: null }]);
    heads = await open();
    if (heads.find(objectId, 27) === null) await once(heads, 'ready');
    expect(heads.find(objectId, 27)).to.include({ frames: 33 });
  });

  it('go when no revision needs them any more, and with their media', async () => {
    const kept = [15, 27].map((inFrame) => heads.find(objectId, inFrame)!.objectId);
    expect(heads.find(objectId, 21), 'gone with its revision').to.equal(null);
    expect(await headFolders()).to.have.members(kept);
    await rig.store.sequences.remove('s', 4);
    await rig.library.remove(mediaId);
    await heads.refresh();
    expect(await rig.blobs.list('media/')).to.deep.equal([]);
    expect(await rig.store.headPieces.list()).to.deep.equal([]);
  });
});
