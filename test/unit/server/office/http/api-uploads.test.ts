import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, statSync, utimesSync, watch, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { UploadIntake } from '../../../../../server/office/http/upload-intake.js';
import { CodedError } from '../../../../../shared/errors.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';
import { makeTempDir } from '../../../../support/temp-dir.js';
import { ApiRig, codeOf } from './api-rig.js';

const TUS = { 'Tus-Resumable': '1.0.0' };
const BYTES = { ...TUS, 'Content-Type': 'application/offset+octet-stream' };
const metadata = (names: Record<string, string>) =>
  Object.entries(names)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

describe('/uploads', () => {
  let rig: ApiRig;
  beforeEach(async () => {
    rig = await ApiRig.start();
  });
  afterEach(() => rig.close());

  const start = (length: number, headers: Record<string, string> = {}) =>
    rig.ask('post', '/uploads', { headers: { ...TUS, 'Upload-Length': `${length}`, ...headers } });
  /** @returns the upload's path below the API's root */
  const started = async (length: number, headers: Record<string, string> = {}) => {
    const response = await start(length, headers);
    expect(response.status).to.equal(201);
    return (response.headers.get('location') ?? '').replace('/api/v1', '');
  };
  const send = (path: string, offset: number, body: string) =>
    rig.ask('patch', path, { headers: { ...BYTES, 'Upload-Offset': `${offset}` }, body });
  const ask = (path: string) => rig.ask('head', path, { headers: TUS });

  it('takes a file in pieces and names the media it became', async () => {
    const path = await started(10, { 'Upload-Metadata': metadata({ filename: 'föö.mp4', title: 'A title' }) });
    const first = await send(path, 0, 'hello');
    expect(first.headers.get('upload-offset')).to.equal('5');
    expect(first.headers.get('media-id')).to.equal(null);
    expect(Date.parse(first.headers.get('upload-expires') ?? '')).to.be.greaterThan(Date.now());
    expect((await ask(path)).headers.get('upload-offset')).to.equal('5');
    const last = await send(path, 5, 'world');
    const media = await rig.library.get(last.headers.get('media-id') ?? '');
    expect(media).to.include({ title: 'A title', filename: 'föö.mp4', sourceBytes: 10 });
    expect(readdirSync(rig.uploadDir).filter((name) => !name.endsWith('.json'))).to.deep.equal([]);
  });

  it('says again which media it became, to who has missed it', async () => {
    const path = await started(5);
    const id = (await send(path, 0, 'hello')).headers.get('media-id');
    const answer = await ask(path);
    expect(answer.headers.get('media-id')).to.equal(id);
    expect(answer.headers.get('upload-offset')).to.equal('5');
    expect((await send(path, 5, '')).headers.get('media-id')).to.equal(id);
  });

  it('answers the media there is for bytes that were uploaded before, and that it was there', async () => {
    const first = await send(await started(5), 0, 'hello');
    const path = await started(5);
    const second = await send(path, 0, 'hello');
    const missed = await ask(path);
    const [id, ...others] = [first, second, missed].map(({ headers }) => headers.get('media-id'));
    expect(others).to.deep.equal([id, id]);
    const duplicate = [first, second, missed].map(({ headers }) => headers.get('media-duplicate'));
    expect(duplicate).to.deep.equal([null, 'true', 'true']);
  });

  it('goes on where the bytes end, and nowhere else', async () => {
    const path = await started(10);
    await send(path, 0, 'hello');
    const wrong = await send(path, 0, 'hello');
    expect(wrong.status).to.equal(409);
    expect(await codeOf(wrong)).to.equal('upload-offset');
    const overrun = await send(path, 5, 'much more than ten');
    expect(overrun.status).to.equal(413);
    expect(await codeOf(overrun)).to.equal('upload-overrun');
    expect((await ask(path)).headers.get('upload-offset')).to.equal('5');
  });

  it('says that more came than was announced, however it came', async () => {
    const withFirstBytes = { ...BYTES, 'Upload-Length': '4' };
    expect(await codeOf(await rig.ask('post', '/uploads', { headers: withFirstBytes, body: 'hello' }))).to.equal(
      'upload-overrun',
    );
  });

  describe('answers with a problem of ours to a header that the protocol does not allow', () => {
    const wrong: readonly [what: string, headers: Record<string, string>][] = [
      ['a key twice', { 'Upload-Metadata': 'title aGk=,title aG8=' }],
      ['a key that no object may have', { 'Upload-Metadata': 'toString aGk=' }],
      ['a value that is no base64', { 'Upload-Metadata': 'title aGk' }],
      ['parts of another upload', { 'Upload-Concat': 'some' }],
    ];
    for (const [what, headers] of wrong) {
      it(what, async () => {
        const response = await start(5, headers);
        expect(response.status).to.equal(400);
        expect(response.headers.get('content-type')).to.match(/^application\/problem\+json/);
        expect(await codeOf(response)).to.equal('bad-request');
      });
    }
  });

  it('refuses a file that is too large, before a byte of it is sent', async () => {
    const response = await start(1_000_001);
    expect(response.status).to.equal(413);
    expect(await codeOf(response)).to.equal('upload-too-large');
  });

  it('refuses a file that the disk has no room for, beside those that are under way', async () => {
    rig.freeBytes = 64 * 1024 ** 2 + 2_500_000;
    const path = await started(1_000_000);
    const refused = await start(1_000_000);
    expect(refused.status).to.equal(507);
    expect(await codeOf(refused)).to.equal('storage-full');
    await rig.ask('delete', path, { headers: TUS });
    expect((await start(1_000_000)).status).to.equal(201);
  });

  it('refuses what is not tus 1.0, saying what is wrong', async () => {
    const old = await rig.ask('post', '/uploads', { headers: { 'Upload-Length': '5', 'Tus-Resumable': '0.2.2' } });
    expect(old.status).to.equal(412);
    expect(old.headers.get('tus-version')).to.equal('1.0.0');
    expect(await codeOf(old)).to.equal('upload-protocol');
    for (const headers of [
      {},
      { 'Upload-Length': '-1' },
      { 'Upload-Length': '1e3' },
      { 'Upload-Defer-Length': '1' },
      { 'Upload-Length': '5', 'Upload-Metadata': 'a b c' },
    ] as Record<string, string>[]) {
      const response = await rig.ask('post', '/uploads', { headers: { ...TUS, ...headers } });
      expect(response.status, JSON.stringify(headers)).to.equal(400);
      expect(await codeOf(response)).to.equal('bad-request');
    }
    const path = await started(5);
    const typed = await rig.ask('patch', path, { headers: { ...TUS, 'Upload-Offset': '0' }, body: 'hello' });
    expect(await codeOf(typed)).to.equal('bad-request');
  });

  it('knows no upload but its own', async () => {
    writeFileSync(join(rig.uploadDir, 'other'), 'x');
    expect((await ask(`/uploads/${'0'.repeat(32)}`)).status).to.equal(404);
    expect(await codeOf(await send(`/uploads/${'0'.repeat(32)}`, 0, 'x'))).to.equal('upload-unknown');
    for (const id of ['other', '..%2Fsecret', 'a'.repeat(31)]) {
      expect((await ask(`/uploads/${id}`)).status, id).to.equal(400);
    }
  });

  it('can be given up', async () => {
    const path = await started(10);
    await send(path, 0, 'hello');
    expect((await rig.ask('delete', path, { headers: TUS })).status).to.equal(204);
    expect((await ask(path)).status).to.equal(404);
    expect(readdirSync(rig.uploadDir)).to.deep.equal([]);
  });

  it('keeps what a library that is full could not take, and offers it again when it is asked', async () => {
    const { addSource } = rig.library;
    rig.library.addSource = () => Promise.reject(new CodedError('storage-full'));
    const path = await started(5);
    expect(await codeOf(await send(path, 0, 'hello'))).to.equal('storage-full');
    rig.library.addSource = addSource;
    const id = (await ask(path)).headers.get('media-id');
    expect(await rig.library.get(id ?? '')).to.include({ sourceBytes: 5 });
  });

  it('goes on with an upload that is older than its lifetime, as long as bytes come', async () => {
    const path = await started(10);
    const file = join(rig.uploadDir, path.slice('/uploads/'.length));
    const longAgo = new Date(Date.now() - 400 * 3_600_000);
    const note = JSON.parse(await readFile(`${file}.json`, 'utf8')) as object;
    writeFileSync(`${file}.json`, JSON.stringify({ ...note, creation_date: longAgo.toISOString() }));
    utimesSync(`${file}.json`, longAgo, longAgo);
    expect((await send(path, 0, 'hello')).status).to.equal(204);
    await rig.clock.advance(3_600_000);
    expect(existsSync(`${file}.json`), 'the sweep leaves it').to.equal(true);
    expect((await send(path, 5, 'world')).headers.get('media-id')).to.be.a('string');
    const idle = await started(10);
    utimesSync(join(rig.uploadDir, idle.slice('/uploads/'.length)), longAgo, longAgo);
    expect(await codeOf(await send(idle, 0, 'hello'))).to.equal('upload-expired');
  });

  it('keeps a bounded number of unfinished uploads for each sender', async () => {
    // One session for all: each question of the rig begins another, and a user has only so many.
    const session = { Authorization: `Bearer ${await rig.token()}` };
    const begin = () =>
      rig.contract.ask('post', '/uploads', { headers: { ...TUS, ...session, 'Upload-Length': '10' } });
    const begun = await Promise.all(Array.from({ length: 100 }, begin));
    expect(new Set(begun.map(({ status }) => status))).to.deep.equal(new Set([201]));
    const refused = await begin();
    expect(refused.status).to.equal(429);
    expect(await codeOf(refused)).to.equal('too-many-uploads');
    await send((begun[0]!.headers.get('location') ?? '').replace('/api/v1', ''), 0, 'helloworld');
    expect((await begin()).status).to.equal(201);
  });

  it('refuses an empty file', async () => {
    expect(await codeOf(await start(0))).to.equal('source-empty');
  });

  describe('after a restart', () => {
    const restart = async (nowMs = Date.now()) => {
      await rig.clock.advance(Math.max(0, nowMs - rig.clock.now()));
      const intake = await UploadIntake.create({
        ...{ folder: rig.uploadDir, path: '/api/v1/uploads', maxBytes: 1000 },
        ...{ library: rig.library, clock: rig.clock, logger: pino({ level: 'silent' }) },
      });
      await intake.close();
    };

    it('hands over what a killed server had received to its last byte', async () => {
      const path = await started(10, { 'Upload-Metadata': metadata({ title: 'Kept' }) });
      await send(path, 0, 'hello');
      writeFileSync(join(rig.uploadDir, path.slice('/uploads/'.length)), 'helloworld');
      await restart();
      const { items } = await rig.library.list({ limit: 10 });
      expect(items.map(({ title }) => title)).to.deep.equal(['Kept']);
      expect((await ask(path)).headers.get('media-id')).to.equal(items[0]?.id);
    });

    it('hands it over however long the server was down', async () => {
      const path = await started(10);
      const file = join(rig.uploadDir, path.slice('/uploads/'.length));
      writeFileSync(file, 'helloworld');
      for (const name of [file, `${file}.json`]) utimesSync(name, 0, 0);
      await restart();
      expect((await rig.library.list({ limit: 10 })).items).to.have.length(1);
    });

    it('leaves unfinished uploads as they are, until nobody has touched them for two days', async () => {
      const path = await started(10);
      await send(path, 0, 'hello');
      const file = join(rig.uploadDir, path.slice('/uploads/'.length));
      await restart();
      expect(await readFile(file, 'utf8')).to.equal('hello');
      await restart(statSync(file).mtimeMs + 49 * 3_600_000);
      expect(readdirSync(rig.uploadDir)).to.deep.equal([]);
    });

    it('clears away what a killed server was just beginning', async () => {
      const half = join(rig.uploadDir, 'f'.repeat(32));
      writeFileSync(half, '');
      writeFileSync(`${half}.json`, '{"id":');
      for (const name of [half, `${half}.json`]) utimesSync(name, 0, 0);
      await restart();
      expect(existsSync(half)).to.equal(false);
    });
  });

  describe('swept every hour', () => {
    const HOUR_MS = 3_600_000;
    let clock: ManualClock;
    let folder: string;
    let intake: UploadIntake;
    /** Resolves when a sweep has failed. */
    let failure: Promise<void>;

    beforeEach(async () => {
      clock = new ManualClock(Date.now());
      folder = makeTempDir('swept');
      const logger = pino({ level: 'silent' });
      failure = new Promise((resolve) => {
        logger.error = () => resolve();
      });
      intake = await UploadIntake.create({
        ...{ folder, path: '/api/v1/uploads', maxBytes: 1000, library: rig.library, clock, logger },
      });
    });
    afterEach(() => intake.close());

    it('are once more after a time when that could not be', async () => {
      renameSync(folder, `${folder}-away`);
      await clock.advance(HOUR_MS);
      await failure;
      await settle();
      renameSync(`${folder}-away`, folder);
      writeFileSync(join(folder, 'old'), '');
      utimesSync(join(folder, 'old'), 0, 0);
      const change = once(watch(folder, { persistent: false }), 'change');
      await clock.advance(HOUR_MS);
      await change;
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    it('are not any more once it is closed, were it in the midst of a sweep', async () => {
      const advanced = clock.advance(HOUR_MS);
      await intake.close();
      await advanced;
      expect(clock.timerCount).to.equal(0);
    });
  });

  it('takes as long as a slow line needs', () => {
    expect(rig.server.requestTimeout).to.equal(0);
  });

  it('leaves no timer behind when it is closed', async () => {
    await rig.close();
    expect(rig.clock.timerCount).to.equal(0);
  });
});
