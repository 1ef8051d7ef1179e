import { expect } from 'chai';
import { ReadTurns } from '../../../../media/store/read-turns.js';
import { settle } from '../../../support/manual-clock.js';

/** Reads that end when they are told to. */
class Reads {
  readonly begun: string[] = [];
  readonly #turns = new ReadTurns();
  readonly #ends = new Map<string, () => void>();

  read(key: string, signal?: AbortSignal): Promise<string> {
    const begin = () => {
      this.begun.push(key);
      return new Promise<string>((resolve) => this.#ends.set(key, () => resolve(key)));
    };
    return this.#turns.run(key, begin, signal);
  }

  async end(key: string): Promise<void> {
    this.#ends.get(key)!();
    await settle();
  }
}

describe('turns of reads', () => {
  it('lets three go on at once and one of each file: a file that hangs holds up only itself', async () => {
    const reads = new Reads();
    for (const key of ['hung', 'hung', 'hung', 'a', 'b', 'c']) void reads.read(key);
    await settle();
    expect(reads.begun).to.deep.equal(['hung', 'a', 'b']);
    await reads.end('a');
    expect(reads.begun.slice(3)).to.deep.equal(['c']);
    await reads.end('hung');
    expect(reads.begun.slice(4)).to.deep.equal(['hung']);
  });

  it('lets who waits leave, before and after, and gives the turn to the next', async () => {
    const reads = new Reads();
    void reads.read('a');
    const leaving = new AbortController();
    const left = reads.read('a', leaving.signal).catch(() => 'left');
    const next = reads.read('a');
    leaving.abort();
    expect(await left).to.equal('left');
    expect(await reads.read('b', leaving.signal).catch(() => 'left')).to.equal('left');
    await reads.end('a');
    await reads.end('a');
    expect(await next).to.equal('a');
    expect(reads.begun).to.deep.equal(['a', 'a']);
  });
});
