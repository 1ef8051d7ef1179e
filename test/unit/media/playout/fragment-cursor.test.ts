import { expect } from 'chai';
import type { FragmentLease } from '../../../../media/cache/cached-fragment.js';
import { FragmentCursor } from '../../../../media/playout/fragment-cursor.js';
import type { FragmentSource } from '../../../../media/playout/packet-sink.js';
import { frameTimeMs, gridFor } from '../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../shared/timeline/lineup.js';
import { compileSequence } from '../../../../shared/timeline/sequence.js';
import { settle } from '../../../support/manual-clock.js';
import { MemoryFragments } from '../../../support/synthetic-media.js';
import { compileLoops, item, slate } from '../../../support/timeline-items.js';

const grid = gridFor(30);
const START_MS = Date.UTC(2026, 5, 1);
const startFrame = (START_MS * 30) / 1000;
const GOP = 60;

/** Items one after the other from `startFrame` on, each given as its media and its length in frames. */
function lineupOf(...items: (readonly [mediaId: string, frames: number])[]): Lineup {
  const entry = {
    id: 'e',
    sequence: compileSequence(
      's',
      1,
      items.map(([mediaId, frames]) => item(mediaId, frames)),
    ),
    startFrame,
    endFrame: Number.POSITIVE_INFINITY,
    priority: 0,
  };
  return compileLoops({ version: 1, grid, entries: [entry], gapFill: slate(GOP) });
}

/** A source that answers when it is told to, and counts what is on lease. */
class SlowSource implements FragmentSource {
  readonly asked: string[] = [];
  readonly signals: AbortSignal[] = [];
  held = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #media = new MemoryFragments({ any: [{ layers: 1, frames: GOP }] });

  constructor(readonly prefetchLeadMs: number) {}

  async load(mediaId: string, fragment: number, signal?: AbortSignal): Promise<FragmentLease> {
    this.asked.push(`${mediaId}/${fragment}`);
    this.signals.push(signal!);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const { packets } = await this.#media.load('any', 0);
    this.held += 1;
    return { packets, release: () => (this.held -= 1) };
  }

  async answer(): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve();
    await settle();
  }
}

function cursorOn(lineup: Lineup, source: FragmentSource): FragmentCursor {
  return new FragmentCursor({ lineup, source });
}

describe('fragment cursor', () => {
  const long = ['long', 10 * GOP] as const;
  const brief = ['brief', 15] as const;

  it('P2 opens every fragment that airs within the lead of the store, in order, and each once', () => {
    const source = new SlowSource(5000);
    const cursor = cursorOn(lineupOf(long), source);
    cursor.at(startFrame);
    cursor.prefetch(START_MS);
    expect(source.asked).to.deep.equal(['long/0', 'long/1', 'long/2']);
    cursor.prefetch(START_MS + 999);
    expect(source.asked).to.have.length(3);
    cursor.prefetch(START_MS + 1000);
    expect(source.asked.slice(3)).to.deep.equal(['long/3']);
  });

  it('P2 opens one fragment at a time on a fast store', () => {
    const source = new SlowSource(300);
    const cursor = cursorOn(lineupOf(long), source);
    cursor.at(startFrame);
    cursor.prefetch(START_MS + 1699);
    expect(source.asked).to.deep.equal(['long/0']);
    cursor.prefetch(START_MS + 1700);
    expect(source.asked).to.deep.equal(['long/0', 'long/1']);
  });

  it('P2 looks past items that are shorter than a load takes, but no more than fifteen ahead', () => {
    const source = new SlowSource(30_000);
    const cursor = cursorOn(lineupOf(brief), source);
    cursor.at(startFrame);
    for (let tick = 0; tick < 5; tick += 1) cursor.prefetch(START_MS + tick);
    expect(source.asked).to.have.length(16);
  });

  it('hands out what was opened ahead when its time comes, and releases what is over', async () => {
    const source = new SlowSource(2500);
    const cursor = cursorOn(lineupOf(brief), source);
    cursor.at(startFrame);
    cursor.prefetch(START_MS);
    const opened = source.asked.length;
    await source.answer();
    expect(source.held).to.equal(opened);
    for (let item = 0; item < opened; item += 1) {
      const { slot, packets } = cursor.at(startFrame + item * 15);
      expect(slot.startFrame).to.equal(startFrame + item * 15);
      expect(packets).not.to.equal(undefined);
      cursor.releasePassed();
      expect(source.held).to.equal(opened - item);
    }
    expect(source.asked).to.have.length(opened);
  });

  it('after a jump goes on with what it has of the place it jumped to', async () => {
    const source = new SlowSource(8000);
    const cursor = cursorOn(lineupOf(long), source);
    cursor.at(startFrame);
    cursor.prefetch(START_MS);
    await source.answer();
    expect(source.asked).to.have.length(5);
    expect(cursor.at(startFrame + 3 * GOP + 7).packets).not.to.equal(undefined);
    cursor.releasePassed();
    expect(source.held).to.equal(2);
    expect(cursor.at(startFrame + 9 * GOP).packets).to.equal(undefined);
    cursor.releasePassed();
    expect(source.held).to.equal(0);
  });

  it('P5 after an edit keeps what is loaded and still to air, and gives back the rest', async () => {
    const source = new SlowSource(7000);
    const cursor = cursorOn(lineupOf(['a', GOP], ['b', GOP], ['c', GOP], ['d', GOP]), source);
    cursor.at(startFrame);
    cursor.prefetch(START_MS);
    await source.answer();
    expect(source.asked).to.deep.equal(['a/0', 'b/0', 'c/0', 'd/0']);
    cursor.replaceLineup(lineupOf(['a', GOP], ['b', GOP], ['x', GOP], ['d', GOP]), startFrame + 20);
    cursor.releasePassed();
    expect(source.held).to.equal(2);
    cursor.prefetch(START_MS);
    expect(source.asked.slice(4)).to.deep.equal(['x/0', 'd/0']);
    expect(cursor.at(startFrame + GOP).packets).not.to.equal(undefined);
  });

  it('P2 loads what a coming edit puts on air ahead of the instant, and plays on what it has until then', async () => {
    const source = new SlowSource(600);
    const cursor = cursorOn(lineupOf(long), source);
    cursor.at(startFrame);
    await source.answer();
    cursor.replaceLineup(lineupOf(['x', 10 * GOP]), startFrame + 30);
    cursor.prefetch(START_MS + 399);
    expect(source.asked).to.deep.equal(['long/0']);
    cursor.prefetch(START_MS + 400);
    expect(source.asked).to.deep.equal(['long/0', 'x/0']);
    expect(cursor.at(startFrame + 29).slot.objectId).to.equal('long');
    expect(cursor.at(startFrame + 30).slot).to.include({ objectId: 'x', firstFrame: 30, startFrame: startFrame + 30 });
    cursor.releasePassed();
    await source.answer();
    expect(source.held).to.equal(1);
  });

  it('takes the last of several edits for the same instant, and each of several in its turn', () => {
    const cursor = cursorOn(lineupOf(long), new SlowSource(600));
    cursor.at(startFrame);
    cursor.replaceLineup(lineupOf(['x', 10 * GOP]), startFrame + 30);
    cursor.replaceLineup(lineupOf(['y', 10 * GOP]), startFrame + 30);
    cursor.replaceLineup(lineupOf(long), startFrame + 39);
    const played = [0, 29, 30, 38, 39, 70].map((frame) => cursor.at(startFrame + frame).slot.objectId);
    expect(played).to.deep.equal(['long', 'long', 'y', 'y', 'long', 'long']);
  });

  it('lets go of a load whose slot is over before it has come', () => {
    const source = new SlowSource(300);
    const cursor = cursorOn(lineupOf(brief), source);
    cursor.at(startFrame);
    cursor.at(startFrame + 15);
    cursor.releasePassed();
    expect(source.signals.map(({ aborted }) => aborted)).to.deep.equal([true, false]);
  });

  it('holds nothing once it is closed, not even what arrives later', async () => {
    const source = new SlowSource(5000);
    const cursor = cursorOn(lineupOf(long), source);
    cursor.at(startFrame);
    await source.answer();
    cursor.prefetch(frameTimeMs(grid, startFrame));
    cursor.close();
    cursor.close();
    expect(source.held).to.equal(0);
    await source.answer();
    expect(source.held).to.equal(0);
  });
});
