import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { pino } from 'pino';
import { setTimer } from '../../../../server/clock/timer.js';
import { Caller } from '../../../../server/link/caller.js';
import { LocalServer } from '../../../../server/link/local-server.js';
import { MessageLine } from '../../../../server/link/message-line.js';
import { Peer } from '../../../../server/link/peer.js';
import { CodedError } from '../../../../shared/errors.js';
import { makeTempDir } from '../../../support/temp-dir.js';

type Asker = {
  asks: { double(n: number): number; refuse(what: string): never; hang(_: null): void };
  tells: { word: string };
};
type Answerer = { asks: Record<never, never>; tells: { reply: string } };

const clock = { now: () => performance.now(), setTimer };
const logger = pino({ level: 'silent' });
const answers = {
  double: (n: number) => n * 2,
  refuse: (what: string): never => {
    if (what === 'coded') throw new CodedError('media-in-use', 'It is used.', { usedBy: ['a'] });
    throw new Error('secret');
  },
  hang: () => new Promise<void>(() => undefined),
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimer(ms, resolve));

describe('link', () => {
  let path: string;
  let servers: { close(): unknown }[];

  beforeEach(() => {
    path = join(makeTempDir('link'), 'socket');
    servers = [];
  });
  afterEach(async () => {
    for (const server of servers.reverse()) await server.close();
  });

  /** Both ends of a link, and the words that each heard. */
  async function linked() {
    const heard: string[] = [];
    const options = { clock, logger };
    const accepted = new Promise<Peer<Answerer, Asker>>((resolve) => {
      void LocalServer.listen(path, (socket) => {
        const listeners = { word: (word: string) => void heard.push(word) };
        resolve(new Peer<Answerer, Asker>(socket, { answers, listeners, ...options }));
      }).then((server) => servers.push(server));
    });
    const replies: string[] = [];
    const listeners = { reply: (reply: string) => void replies.push(reply) };
    const caller = new Caller<Asker, Answerer>(path, { answers: {}, listeners, ...options });
    servers.push(caller);
    await caller.connected;
    return { caller, answerer: await accepted, heard, replies };
  }

  it('answers each question with its own answer, and tells in order', async () => {
    const { caller, answerer, heard, replies } = await linked();
    const doubled = Array.from({ length: 100 }, (_, n) => caller.ask('double', n));
    for (const word of ['a', 'ü\nß', 'c']) caller.tell('word', word);
    expect(await Promise.all(doubled)).to.deep.equal(Array.from({ length: 100 }, (_, n) => 2 * n));
    expect(heard).to.deep.equal(['a', 'ü\nß', 'c']);
    answerer.tell('reply', 'yes');
    await caller.ask('double', 1);
    expect(replies).to.deep.equal(['yes']);
  });

  it('passes coded errors on as they are, and of others only that they are', async () => {
    const { caller } = await linked();
    const refusal = async (what: string) => {
      const { code, message, details } = await caller.ask('refuse', what).then(
        () => new CodedError('not-ready'),
        (error: CodedError) => error,
      );
      return { code, message, details };
    };
    const used = { code: 'media-in-use', message: 'It is used.', details: { usedBy: ['a'] } };
    expect(await refusal('coded')).to.deep.equal(used);
    const internal = await refusal('other');
    expect(internal.code).to.equal('internal');
    expect(internal.message).not.to.include('secret');
  });

  it('does not wait for ever, nor for a side that has gone, and connects again to one that is back', async () => {
    const { caller } = await linked();
    const codeOf = (asked: Promise<unknown>) =>
      asked.then(
        () => 'answered',
        (error: CodedError) => error.code,
      );
    expect(await codeOf(caller.ask('hang', null, 20))).to.equal('not-ready');
    const open = codeOf(caller.ask('hang', null));
    await servers
      .splice(
        servers.findIndex((one) => one instanceof LocalServer),
        1,
      )[0]!
      .close();
    expect(await open).to.equal('not-ready');
    expect(await codeOf(caller.ask('double', 4))).to.equal('not-ready');
    const back = new Promise<void>((resolve) => {
      void LocalServer.listen(path, (socket) => {
        new Peer<Answerer, Asker>(socket, { answers, listeners: { word: () => undefined }, clock, logger });
        resolve();
      }).then((server) => servers.push(server));
    });
    await back;
    let answer: number | undefined;
    while (answer === undefined) {
      await pause(10);
      answer = await caller.ask('double', 4).catch(() => undefined);
    }
    expect(answer).to.equal(8);
  });

  it('reads messages however the bytes are cut', async () => {
    const server: Server = createServer();
    servers.push(server);
    server.listen(path);
    await once(server, 'listening');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.infiniteStream(fc.nat(7)), async (sent, cuts) => {
        const [[socket], client] = (await Promise.all([once(server, 'connection'), connect(path)])) as [
          [Socket],
          Socket,
        ];
        const read: unknown[] = [];
        const closed = new Promise<void>((resolve) => {
          new MessageLine(socket, (message) => read.push(message), resolve);
        });
        let bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''));
        while (bytes.length > 0) {
          const cut = 1 + cuts.next().value;
          client.write(bytes.subarray(0, cut));
          bytes = bytes.subarray(cut);
        }
        client.end();
        await closed;
        expect(read).to.deep.equal(JSON.parse(JSON.stringify(sent)));
      }),
      { numRuns: 30 },
    );
  });
});
