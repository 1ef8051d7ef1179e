import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { mediaKeys } from '../../../../../media/prepared-media.js';
import { DiskBlobStore } from '../../../../../media/store/disk-blob-store.js';
import { AacTracks } from '../../../../../server/office/library/aac-tracks.js';
import { ObjectKeeper } from '../../../../../server/office/library/object-keeper.js';
import { Store } from '../../../../../server/office/store/store.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { syntheticMedia } from '../../../../support/synthetic-media.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('AAC that cannot be made', () => {
  let store: Store;
  let blobs: DiskBlobStore;
  let clock: ManualClock;
  let tracks: AacTracks;
  let told: string[];
  let warnings: { msg: string; objectId?: string }[];
  let nextWarning: () => void;

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('aac'), 'db'), 0);
    blobs = await DiskBlobStore.create(makeTempDir('aac-objects'));
    clock = new ManualClock(0);
    warnings = [];
    told = [];
    nextWarning = () => undefined;
    await add('one', 1);
    tracks = await open();
  });

  afterEach(async () => {
    await tracks.close();
    expect(clock.timerCount).to.equal(0);
    await store.close();
  });

  async function add(id: string, createdAtMs: number): Promise<void> {
    const { bytes, index } = syntheticMedia([{ layers: 1, frames: 60 }]);
    await blobs.write(mediaKeys(id).media, bytes);
    await blobs.write(mediaKeys(id).index, Buffer.from(JSON.stringify(index)));
    await store.media.add({ id, objectId: id, title: id, fps: 30, frames: 60, createdAtMs });
  }

  async function open(): Promise<AacTracks> {
    const write = (line: string): void => {
      warnings.push(JSON.parse(line));
      nextWarning();
    };
    const logger = pino({ level: 'warn' }, { write });
    const ownership = { isSole: async () => true };
    const made = await AacTracks.create({
      ...{ store: store.aacTracks, blobs, clock, logger, workDir: makeTempDir('aac-work') },
      objects: new ObjectKeeper({ blobs, uses: store.objectUses, ownership, clock, logger }),
      tools: { ffmpeg: '/nowhere' },
    });
    return made.on('change', (ids) => told.push(...ids));
  }

  const warned = (count: number): Promise<void> =>
    new Promise((resolve) => {
      nextWarning = () => warnings.length >= count && setImmediate(resolve);
      nextWarning();
    });
  const stateOf = async (id: string) => (await store.library.find(id))?.aac;

  it('is tried three times, half a minute apart, and then given up, after a restart too', async () => {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await stateOf('one')).to.equal('queued');
      await warned(attempt);
      await clock.advance(29_000);
      expect(warnings).to.have.lengthOf(attempt);
      await clock.advance(1000);
    }
    expect(warnings.at(-1)!.msg).to.equal('a media goes without AAC');
    expect(await stateOf('one')).to.equal('failed');
    expect(told).to.deep.equal(['one']);
    await tracks.close();
    tracks = await open();
    tracks.wake();
    await tracks.close();
    expect(warnings).to.have.lengthOf(3);
  });

  it('lets others go first, and a process that it ends counts too', async () => {
    await warned(1);
    await tracks.close();
    await store.aacTracks.setAttempts('one', 2);
    await add('two', 0);
    tracks = await open();
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      await warned(attempt);
      await clock.advance(30_000);
    }
    await warned(5);
    expect(warnings.slice(1).map(({ objectId }) => objectId)).to.deep.equal(['two', 'two', 'one', 'two']);
  });

  it('has its object left as it was, and noted for no removal', async () => {
    const keys = await blobs.list('');
    await warned(1);
    await tracks.close();
    expect(await blobs.list('')).to.deep.equal(keys);
    expect(await store.objectUses.removals()).to.deep.equal([]);
  });
});
