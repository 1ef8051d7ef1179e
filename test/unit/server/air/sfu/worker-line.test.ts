import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { v4 as uuid } from 'uuid';
import { MediasoupInternals } from '../../../../../server/air/sfu/mediasoup-internals.js';
import { SendTemplates } from '../../../../../server/air/sfu/send-templates.js';
import { WorkerLine } from '../../../../../server/air/sfu/worker-line.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('worker line', () => {
  const internals = MediasoupInternals.load()!;
  const messageOf = (packet: Uint8Array, id: string) => internals.sendMessage(packet, id);
  let ends: { near: Socket; far: Socket; close: () => void };

  beforeEach(async () => {
    const path = join(makeTempDir('line'), 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    const near = connect(path);
    const [far] = (await once(server, 'connection')) as [Socket];
    ends = {
      near,
      far,
      close: () => {
        near.destroy();
        far.destroy();
        server.close();
      },
    };
  });
  afterEach(() => ends.close());

  async function received(bytes: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of ends.far.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bytes) break;
    }
    return Buffer.concat(chunks);
  }

  it('knows this mediasoup', () => {
    expect(internals).not.to.equal(undefined);
  });

  it('writes, byte for byte, what mediasoup’s own send would have written', async () => {
    const line = new WorkerLine(ends.near, new SendTemplates(messageOf));
    const packets = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 1300 }), 400);
    const ids = [uuid(), uuid()];
    const expected = packets.map((packet, index) => messageOf(packet, ids[index % 2]!));
    for (const [index, packet] of packets.entries()) {
      line.send(Buffer.from(ids[index % 2]!, 'latin1'), Buffer.from(packet));
    }
    const whole = Buffer.concat(expected);
    expect((await received(whole.length)).equals(whole)).to.equal(true);
  });

  it('keeps order and content when the worker is slow to read', async () => {
    const line = new WorkerLine(ends.near, new SendTemplates(messageOf));
    const id = uuid();
    const expected: Buffer[] = [];
    for (let number = 0; number < 8000; number += 1) {
      const packet = Buffer.alloc(1100, number % 251);
      line.send(Buffer.from(id, 'latin1'), packet);
      if (number < 5) expected.push(messageOf(packet, id));
      if (number % 100 === 0) await Promise.resolve();
    }
    const each = expected[0]!.length;
    const all = await received(each * 8000);
    for (let number = 0; number < 8000; number += 1) {
      const start = number * each;
      expect(all[start + each - 1200 + 600], `packet ${number}`).to.equal(number % 251);
    }
    expect(all.subarray(0, each * 5).equals(Buffer.concat(expected))).to.equal(true);
  });

  it('keeps no more in memory for a worker that is slow to read than what it was sent', async () => {
    const line = new WorkerLine(ends.near, new SendTemplates(messageOf));
    const id = Buffer.from(uuid(), 'latin1');
    const beforeBytes = process.memoryUsage().arrayBuffers;
    for (let number = 0; number < 2000; number += 1) {
      line.send(id, Buffer.alloc(1100));
      await Promise.resolve();
    }
    expect(ends.near.writableLength).to.be.above(1_000_000);
    expect(process.memoryUsage().arrayBuffers - beforeBytes).to.be.below(20_000_000);
  });

  it('refuses packets for a worker that takes none, and for one that is gone', async () => {
    const line = new WorkerLine(ends.near, new SendTemplates(messageOf));
    const id = Buffer.from(uuid(), 'latin1');
    const flood = () => {
      for (let number = 0; number < 60_000; number += 1) line.send(id, Buffer.alloc(1100));
    };
    expect(flood).to.throw('takes no more');
    ends.near.destroy();
    expect(() => line.send(id, Buffer.alloc(10))).to.throw('gone');
  });
});
