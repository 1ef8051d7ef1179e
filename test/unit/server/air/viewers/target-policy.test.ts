import { expect } from 'chai';
import fc from 'fast-check';
import { type AdaptiveTarget, adaptTarget, startTarget } from '../../../../../server/air/viewers/target-policy.js';

const OWN_MS = 200;
const LOOK_MS = 5000;

/**
 * Viewers by the least latency that each can hold; every one is as near to the target as it can be.
 * @param networkOf of each viewer by its index; one of its own when left out
 */
function run(
  minutes: number,
  needsMs: (atMs: number) => readonly number[],
  networkOf = (viewer: number) => `${viewer}`,
) {
  const states: AdaptiveTarget[] = [startTarget(OWN_MS, 0)];
  for (let nowMs = LOOK_MS; nowMs <= minutes * 60_000; nowMs += LOOK_MS) {
    const before = states.at(-1)!;
    const reports = needsMs(nowMs).map((needMs, viewer) => ({
      from: networkOf(viewer),
      ...(needMs > before.targetMs
        ? ({ sync: 'cannot-hold', latencyMs: needMs } as const)
        : ({ sync: 'holding', latencyMs: before.targetMs } as const)),
    }));
    states.push(adaptTarget(before, { nowMs, ownTargetMs: OWN_MS, reports }));
  }
  return states;
}
const changesOf = (states: readonly AdaptiveTarget[]) =>
  states.filter(({ targetMs }, index) => index > 0 && targetMs !== states[index - 1]!.targetMs);

describe('target-policy', () => {
  it('leaves the target alone while everybody holds it, and without an audience', () => {
    expect(changesOf(run(60, () => [80, 120, 190]))).to.deep.equal([]);
    expect(changesOf(run(60, () => []))).to.deep.equal([]);
  });

  it('goes up to what the slowest need, in steps of 50 ms, 15 s apart at least', () => {
    const changes = changesOf(run(1.9, () => [100, 380, 380]));
    expect(changes.map(({ targetMs }) => targetMs)).to.deep.equal([250, 300, 350, 390]);
    changes.forEach(({ changedAtMs }, index) => {
      expect(changedAtMs - (changes[index - 1]?.changedAtMs ?? 0)).to.be.at.least(15_000);
    });
  });

  it('does not wait for the slowest of a hundred, but for the slowest sixth', () => {
    const most = Array.from({ length: 99 }, () => 150);
    expect(changesOf(run(10, () => [...most, 900]))).to.deep.equal([]);
    const sixth = Array.from({ length: 20 }, () => 300);
    expect(run(10, () => [...most, ...sixth]).at(-1)!.targetMs).to.equal(310);
  });

  it('does not follow one viewer of six who says the slowest things', () => {
    expect(changesOf(run(60, () => [100, 120, 150, 180, 190, 3_600_000]))).to.deep.equal([]);
  });

  it('does not follow the many sessions of one network beside viewers of others', () => {
    const networkOf = (viewer: number) => (viewer < 4 ? `${viewer}` : 'one');
    const needs = [...Array<number>(4).fill(150), ...Array<number>(20).fill(3_600_000)];
    expect(changesOf(run(60, () => needs, networkOf))).to.deep.equal([]);
  });

  it('follows a viewer alone, one of two, and two of six', () => {
    for (const needs of [[300], [100, 300], [100, 100, 100, 100, 300, 300]]) {
      expect(run(10, () => needs).at(-1)!.targetMs, `${needs}`).to.equal(310);
    }
  });

  it('follows one network as most of its viewers need it', () => {
    expect(
      run(
        10,
        () => [300, 100, 100],
        () => 'one',
      ).at(-1)!.targetMs,
    ).to.equal(OWN_MS);
    expect(
      run(
        10,
        () => [300, 300, 100],
        () => 'one',
      ).at(-1)!.targetMs,
    ).to.equal(310);
  });

  it('never goes further than a second above the channel’s own target', () => {
    expect(run(60, () => [5000]).at(-1)!.targetMs).to.equal(OWN_MS + 1000);
  });

  it('comes down by 20 ms a minute once the slow are gone, all the way', () => {
    const states = run(30, (atMs) => (atMs < 60_000 ? [300] : [150]));
    const down = changesOf(states).filter(({ lastChange }) => lastChange === 'down');
    expect(down[0]!.changedAtMs).to.be.at.least(90_000);
    down.slice(1).forEach(({ changedAtMs }, index) => {
      expect(changedAtMs - down[index]!.changedAtMs).to.equal(60_000);
    });
    expect(states.at(-1)!.targetMs).to.equal(OWN_MS);
  });

  it('asks a slow viewer who stays ever more rarely for less', () => {
    const changes = changesOf(run(240, () => [300]));
    const late = changes.filter(({ changedAtMs }) => changedAtMs > 60 * 60_000);
    expect(changes.length).to.be.at.most(60);
    expect(late.length / 3, 'changes an hour').to.be.at.most(9);
  });

  it('starts over with another target of the channel’s own', () => {
    const raised = { ...startTarget(100, 0), targetMs: 150 };
    expect(adaptTarget(raised, { nowMs: 60_000, ownTargetMs: 300, reports: [] }).targetMs).to.equal(300);
  });

  it('stays within its limits and its pace, whatever viewers report', () => {
    const report = fc.record({
      from: fc.constantFrom('a', 'b', 'c'),
      sync: fc.constantFrom('measuring', 'steering', 'holding', 'cannot-hold', 'unsupported'),
      latencyMs: fc.option(fc.double({ min: -3_600_000, max: 3_600_000, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(fc.array(report, { maxLength: 8 }), { maxLength: 100 }), (looks) => {
        let state = startTarget(OWN_MS, 0);
        looks.forEach((reports, index) => {
          const next = adaptTarget(state, { nowMs: index * LOOK_MS, ownTargetMs: OWN_MS, reports });
          expect(next.targetMs).to.be.within(OWN_MS, OWN_MS + 1000);
          expect(next.targetMs - state.targetMs).to.be.within(-20, 50);
          state = next;
        });
      }),
    );
  });
});
