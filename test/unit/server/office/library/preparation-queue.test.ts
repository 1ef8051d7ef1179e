import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { IngestError } from '../../../../../media/ingest/ingest-error.js';
import { type PreparationJob, PreparationQueue } from '../../../../../server/office/library/preparation-queue.js';
import type { MediaEntry, PreparedFacts } from '../../../../../server/office/store/media-entry.js';
import { Store } from '../../../../../server/office/store/store.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

const FACTS = { fps: 30, frames: 90, layers: [], findings: [] };

/** A preparation whose end the test decides. */
interface Attempt extends PreparationJob {
  finish(): void;
  fail(error: Error): void;
}

describe('preparation queue', () => {
  let store: Store;
  let clock: ManualClock;
  let queue: PreparationQueue;
  let changes: string[];
  let attempts: Attempt[];
  let ended: string[];
  let awaited: { readonly met: () => boolean; readonly resolve: () => void }[];

  beforeEach(async () => {
    store = await Store.open(join(makeTempDir('queue'), 'db'), 0);
    clock = new ManualClock(1_000_000.5);
    changes = [];
    attempts = [];
    ended = [];
    awaited = [];
    queue = open(2);
  });

  afterEach(async () => {
    await queue.close();
    await store.close();
  });

  function attempt(job: PreparationJob): Promise<PreparedFacts> {
    return new Promise<PreparedFacts>((resolve, reject) => {
      job.signal.addEventListener('abort', () => reject(job.signal.reason));
      attempts.push({ ...job, finish: () => resolve({ ...FACTS, objectId: job.entry.id }), fail: reject });
      look();
    });
  }

  function open(concurrency: number, prepare = attempt, clearUp = async (): Promise<void> => undefined) {
    return new PreparationQueue({
      ...{ store: store.library, clock, concurrency, logger: pino({ level: 'silent' }), prepare },
      onChange: (entry) => {
        changes.push(`${entry.id} ${entry.state.status}`);
        look();
      },
      onReady: async (entry) => {
        changes.push(`${entry.id} settled`);
        look();
      },
      async onEnd(id) {
        ended.push(id);
        await clearUp();
      },
    });
  }

  function look(): void {
    for (const { met, resolve } of awaited) if (met()) resolve();
  }

  /** Waits for what the queue does next. */
  function until(met: () => boolean): Promise<void> {
    return met() ? Promise.resolve() : new Promise((resolve) => awaited.push({ met, resolve }));
  }

  const told = (change: string): Promise<void> => until(() => changes.includes(change));

  async function enqueue(...ids: string[]): Promise<void> {
    for (const [index, id] of ids.entries()) {
      await store.library.add({ id, title: id, source: { sha256: id, bytes: 1, filename: id } }, 100 + index);
    }
    queue.wake();
  }

  async function state(id: string): Promise<MediaEntry['state']> {
    return (await store.library.find(id))!.state;
  }

  it('prepares the oldest first, so many at a time', async () => {
    await enqueue('a', 'b', 'c');
    await until(() => attempts.length === 2);
    expect(attempts.map(({ entry }) => entry.id)).to.deep.equal(['a', 'b']);
    expect(queue.runningIds).to.deep.equal(['a', 'b']);
    expect((await state('c')).status).to.equal('queued');
    attempts[1]!.finish();
    await until(() => attempts.length === 3);
    expect(attempts[2]!.entry.id).to.equal('c');
    expect(await state('b')).to.deep.equal({ status: 'ready', objectId: 'b', ...FACTS });
    expect(changes).to.deep.equal(['a processing', 'b processing', 'b ready', 'b settled', 'c processing']);
  });

  it('prepares nothing with a concurrency of 0', async () => {
    await queue.close();
    queue = open(0);
    await enqueue('a');
    await queue.close();
    expect(attempts).to.deep.equal([]);
  });

  it('keeps why a preparation failed, and hides what is ours alone', async () => {
    await enqueue('a', 'b');
    await until(() => attempts.length === 2);
    attempts[0]!.fail(new IngestError('source-damaged'));
    attempts[1]!.fail(new Error('/secret/path'));
    await Promise.all([told('a failed'), told('b failed')]);
    expect(await state('a')).to.have.nested.property('error.code', 'source-damaged');
    expect(await state('b')).to.have.nested.property('error.code', 'preparation-failed');
    expect(JSON.stringify(await state('b'))).not.to.include('secret');
  });

  it('takes what is cancelled out of the queue, or ends it', async () => {
    await enqueue('a', 'b', 'c');
    await until(() => attempts.length === 2);
    for (const id of ['c', 'a']) {
      const entry = await queue.cancel(id);
      expect(entry).to.deep.include({ revision: 2 });
      expect(entry!.state).to.have.nested.property('error.code', 'preparation-cancelled');
    }
    expect(attempts[0]!.signal.aborted).to.equal(true);
    expect(attempts, 'c is not begun').to.have.lengthOf(2);
    expect(await queue.cancel('a'), 'it is cancelled already').to.equal(undefined);
    expect(await queue.cancel('none')).to.equal(undefined);
  });

  it('cannot cancel what ends at that moment', async () => {
    await enqueue('a');
    await until(() => attempts.length === 1);
    attempts[0]!.finish();
    expect(await queue.cancel('a')).to.equal(undefined);
    expect((await state('a')).status).to.equal('ready');
  });

  it('ends what the store has forgotten, and says nothing of it', async () => {
    await enqueue('a');
    await until(() => attempts.length === 1);
    await store.library.remove('a', undefined, 0);
    await queue.abandon('a');
    await queue.abandon('never-there');
    expect(queue.runningIds).to.deep.equal([]);
    expect(changes).to.deep.equal(['a processing']);
  });

  it('queues again what runs when it is closed', async () => {
    await enqueue('a', 'b', 'c');
    await until(() => attempts.length === 2);
    await queue.close();
    await queue.close();
    for (const id of ['a', 'b', 'c']) expect((await state(id)).status, id).to.equal('queued');
    expect(queue.runningIds).to.deep.equal([]);
    expect(attempts).to.have.lengthOf(2);
    expect(clock.timerCount).to.equal(0);
  });

  it('writes what came of a preparation when the store can be written again', async () => {
    await enqueue('a');
    await until(() => attempts.length === 1);
    const { library } = store;
    const moveOn = library.moveOn.bind(library);
    let refused = 0;
    library.moveOn = async () => {
      refused += 1;
      look();
      throw new Error('database or disk is full');
    };
    attempts[0]!.finish();
    await until(() => refused === 1);
    await settle();
    await clock.advance(5000);
    await until(() => refused === 2);
    library.moveOn = moveOn;
    await settle();
    await clock.advance(5000);
    await told('a settled');
    expect((await state('a')).status).to.equal('ready');
    expect(clock.timerCount).to.equal(0);
  });

  it('goes on with what is queued when the store can be written again', async () => {
    const { claim } = store.library;
    let refusals = 0;
    store.library.claim = async () => {
      refusals += 1;
      look();
      throw new Error('database or disk is full');
    };
    await enqueue('a');
    queue.wake();
    await until(() => refusals === 2);
    await settle();
    expect(clock.timerCount, 'however often it was woken').to.equal(1);
    store.library.claim = claim;
    await clock.advance(5000);
    await until(() => attempts.length === 1);
  });

  it('closes while the store cannot be written', async () => {
    await enqueue('a');
    await until(() => attempts.length === 1);
    let refused = false;
    store.library.moveOn = async () => {
      refused = true;
      look();
      throw new Error('database or disk is full');
    };
    attempts[0]!.fail(new IngestError('storage-full'));
    await until(() => refused);
    await queue.close();
    expect(clock.timerCount).to.equal(0);
    expect((await state('a')).status, 'the next start takes it up').to.equal('processing');
  });

  describe('a preparation that never ends', () => {
    /** Prepares `a` in a way that heeds no abort; `b` waits behind it. */
    async function hang(): Promise<PreparationJob> {
      await queue.close();
      let hanging: PreparationJob | undefined;
      const attempt = (job: PreparationJob): Promise<PreparedFacts> => {
        attempts.push({ ...job, finish: () => undefined, fail: () => undefined });
        if (job.entry.id === 'a') hanging = job;
        look();
        return new Promise(() => undefined);
      };
      queue = open(1, attempt);
      await enqueue('a', 'b');
      await until(() => hanging !== undefined);
      return hanging!;
    }

    it('is given up within five seconds without progress and without a tool, and the next begins', async () => {
      const job = await hang();
      job.onWork(true);
      await clock.advance(60_000);
      job.onWork(false);
      await clock.advance(4000);
      job.onProgress(0.97);
      await clock.advance(4000);
      expect((await state('a')).status).to.equal('processing');
      await clock.advance(1000);
      await told('a failed');
      expect(await state('a')).to.have.nested.property('error.code', 'preparation-stalled');
      expect(job.signal.aborted, 'what is left of it ends').to.equal(true);
      await until(() => attempts.some(({ entry }) => entry.id === 'b'));
      await clock.advance(5000);
    });

    it('is cancelled within five seconds, even while a tool runs', async () => {
      (await hang()).onWork(true);
      const cancelling = queue.cancel('a');
      await settle();
      await clock.advance(5000);
      expect((await cancelling)?.state).to.have.nested.property('error.code', 'preparation-cancelled');
      await until(() => attempts.some(({ entry }) => entry.id === 'b'));
      await clock.advance(5000);
    });

    it('lets what is deleted go within five seconds', async () => {
      (await hang()).onWork(true);
      await store.library.remove('a', undefined, 0);
      const abandoning = queue.abandon('a');
      await settle();
      await clock.advance(5000);
      await abandoning;
      await clock.advance(5000);
    });
  });

  it('goes on when clearing up after a preparation hangs', async () => {
    await queue.close();
    queue = open(1, undefined, () => new Promise(() => undefined));
    await enqueue('a', 'b');
    await until(() => attempts.length === 1);
    attempts[0]!.finish();
    await told('a settled');
    await settle();
    await clock.advance(5000);
    await until(() => attempts.length === 2);
    const closing = queue.close();
    await settle();
    await clock.advance(5000);
    await closing;
  });

  it('tells progress twice a second at most, with the time it will take', async () => {
    await enqueue('a');
    await until(() => attempts.length === 1);
    changes.length = 0;
    for (let step = 1; step <= 40; step++) {
      await clock.advance(100);
      attempts[0]!.onProgress(step / 100);
    }
    expect(changes).to.have.lengthOf(8);
    expect(queue.progressOf('a')).to.deep.equal({ progress: 0.4, etaSeconds: 6, error: null });
    expect(queue.progressOf('none')).to.equal(undefined);
  });

  it('writes nothing down of progress, however long it takes', async () => {
    await enqueue('a');
    await until(() => attempts.length === 1);
    attempts[0]!.onWork(true);
    const before = await store.library.find('a');
    for (let step = 1; step <= 40; step++) {
      await clock.advance(1000);
      attempts[0]!.onProgress(step / 100);
    }
    expect(await store.library.find('a')).to.deep.equal(before);
    expect(queue.progressOf('a')).to.include({ progress: 0.4 });
  });

  it('tells what a preparation waits for, and no time that it will take', async () => {
    await enqueue('a');
    await until(() => attempts.length === 1);
    attempts[0]!.onWork(true);
    await clock.advance(10_000);
    attempts[0]!.onProgress(0.5);
    changes.length = 0;
    attempts[0]!.onWait('nothing answers there');
    expect(changes).to.deep.equal(['a processing']);
    const message =
      'The media store does not answer (nothing answers there): the file is kept, and this goes on when it does.';
    expect(queue.progressOf('a')).to.deep.equal({
      ...{ progress: 0.5, etaSeconds: null },
      error: { code: 'store-unavailable', message },
    });
    attempts[0]!.onWait(null);
    expect(queue.progressOf('a')).to.include({ error: null, etaSeconds: 10 });
    attempts[0]!.finish();
    await told('a ready');
  });
});
