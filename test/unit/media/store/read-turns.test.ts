import { expect } from 'chai';
import { ReadTurns } from '../../../../media/store/read-turns.js';
import { settle } from '../../../support/manual-clock.js';

/** Reads that end when they are told to. */
class Reads {
  readonly begun: string[] = [];
  readonly #turns = new ReadTurns();
  readonly #ends: { readonly key: string; readonly end: () => void }[] = [];

  read(key: string, signal?: AbortSignal): Promise<string> {
    const begin = () => {
      this.begun.push(key);
      return new Promise<string>((resolve) => this.#ends.push({ key, end: () => resolve(key) }));
    };
    return this.#turns.run(key, begin, signal);
  }

  async end(key: string): Promise<void> {
    const at = this.#ends.findIndex((one) => one.key === key);
    const [ended] = this.#ends.splice(at, 1);
    ended!.end();
    await settle();
  }
}

describe('turns of reads', () => {
  it('lets sixteen go on at once and two of each file: a file that hangs holds up only itself', async () => {
    const reads = new Reads();
    for (let count = 0; count < 10; count += 1) void reads.read('hung');
    const others = Array.from({ length: 20 }, (_, number) => `other ${number}`);
    for (const key of others) void reads.read(key);
    await settle();
    expect(reads.begun).to.deep.equal(['hung', 'hung', ...others.slice(0, 14)]);
    await reads.end('other 0');
    expect(reads.begun.slice(16)).to.deep.equal(['other 14']);
    await reads.end('hung');
    expect(reads.begun.slice(17)).to.deep.equal(['hung']);
  });

  it('lets who waits leave, before and after, and gives the turn to the next', async () => {
    const reads = new Reads();
    void reads.read('a');
    void reads.read('a');
    const leaving = new AbortController();
    const left = reads.read('a', leaving.signal).catch(() => 'left');
    const next = reads.read('a');
    leaving.abort();
    expect(await left).to.equal('left');
    expect(await reads.read('b', leaving.signal).catch(() => 'left')).to.equal('left');
    for (let count = 0; count < 3; count += 1) await reads.end('a');
    expect(await next).to.equal('a');
    expect(reads.begun).to.deep.equal(['a', 'a', 'a']);
  });
});
