import { expect } from 'chai';
import fc from 'fast-check';
import { delaysOf, fallbackOf, restartSync, startSync, syncStep } from '../../../../client/sdk/sync-loop.js';
import { GOOD_VIEWER, movesOf, type SimulatedViewer, type Trace, watch } from './simulated-viewer.js';

const TARGET_MS = 200;
/** What a display of 60 Hz that keeps its rhythm leaves at best, and the loop's own patience with it. */
const CLOSE_MS = 24;

const since = (traces: readonly Trace[], atMs: number) => traces.filter((trace) => trace.atMs >= atMs);
const worstOff = (traces: readonly Trace[], targetMs = TARGET_MS) =>
  Math.max(...traces.map(({ latencyMs }) => Math.abs(latencyMs - targetMs)));

describe('sync-loop', () => {
  describe('a viewer who joins', () => {
    const anyViewer = fc.record({
      wayMs: fc.integer({ min: 0, max: 80 }),
      needMs: fc.integer({ min: 10, max: 90 }),
      noiseMs: fc.integer({ min: 0, max: 4 }),
      displayDrift: fc.double({ min: -80e-6, max: 80e-6, noNaN: true }),
      seed: fc.integer({ min: 1, max: 1e9 }),
    });

    it('is at the target within twelve seconds at worst and stays there, whatever the way, the jitter and the display', () => {
      fc.assert(
        fc.property(anyViewer, (drawn) => {
          const traces = watch({ ...GOOD_VIEWER, ...drawn }, 120, TARGET_MS);
          const settled = since(traces, 12_000);
          expect(worstOff(settled), 'a step over a refresh on the way').to.be.at.most(34);
          const close = settled.filter((trace) => worstOff([trace]) <= CLOSE_MS);
          expect(close.length / settled.length).to.be.above(0.95);
        }),
        { numRuns: 200 },
      );
    });

    it('is steered to the target even where the display hides most of the first steps, and noise some of the rest', () => {
      for (const drawn of [
        { wayMs: 33, needMs: 10, noiseMs: 3, displayDrift: 0, seed: 376828623 },
        { wayMs: 34, needMs: 34, noiseMs: 4, displayDrift: -0.000022603206805645115, seed: 433668359 },
        { wayMs: 33, needMs: 56, noiseMs: 2, displayDrift: -0.00006199962397998121, seed: 794838698 },
      ]) {
        const traces = watch({ ...GOOD_VIEWER, ...drawn }, 120, TARGET_MS);
        expect(worstOff(since(traces, 12_000))).to.be.at.most(CLOSE_MS);
        expect(traces.map(({ status }) => status)).to.not.include('cannot-hold');
      }
    });

    it('is left in peace then: the delay moves only as the display slides past', () => {
      fc.assert(
        fc.property(anyViewer, (drawn) => {
          const traces = watch({ ...GOOD_VIEWER, ...drawn }, 600, TARGET_MS);
          // In ten minutes 80 ppm are 48 ms: three refreshes to step over, each with a step back at worst.
          expect(movesOf(since(traces, 15_000))).to.be.at.most(8);
        }),
        { numRuns: 50 },
      );
    });

    it('is near the target within three seconds on a common path', () => {
      expect(worstOff(since(watch(GOOD_VIEWER, 10, TARGET_MS), 3000))).to.be.at.most(45);
    });

    it('holds back sound and picture alike, the sound by 40 ms less, and moves neither faster than a tenth', () => {
      const traces = watch({ ...GOOD_VIEWER, wayMs: 60 }, 60, TARGET_MS);
      traces.slice(2).forEach(({ bufferMs }, index) => {
        expect(Math.abs(bufferMs - traces[index + 1]!.bufferMs)).to.be.at.most(50.01);
      });
      expect(delaysOf({ ...startSync(0), bufferMs: 170 })).to.deep.equal({ video: 170, audio: 130 });
      expect(delaysOf({ ...startSync(0), bufferMs: 10 })).to.deep.equal({ video: 10, audio: 0 });
    });
  });

  it('keeps two viewers within a refresh of each other in the middle, and two at worst', () => {
    const viewers = [3, 7, 11, 19].map((seed) => ({
      ...GOOD_VIEWER,
      seed,
      wayMs: seed * 4,
      displayDrift: seed * 5e-6,
    }));
    const traces = viewers.map((viewer) => since(watch(viewer, 300, TARGET_MS), 10_000));
    const skews = traces
      .flatMap((one, index) => traces.slice(index + 1).map((other) => [one, other] as const))
      .flatMap(([one, other]) => one.map(({ latencyMs }, index) => Math.abs(latencyMs - other[index]!.latencyMs)))
      .sort((a, b) => a - b);
    expect(skews[Math.floor(skews.length / 2)]).to.be.at.most(17);
    expect(skews.at(-1)).to.be.at.most(34);
  });

  it('follows an announced target, up and down, within five seconds', () => {
    const script = (atMs: number) => (atMs < 20_000 ? 200 : atMs < 40_000 ? 350 : 150);
    const traces = watch(GOOD_VIEWER, 60, TARGET_MS, script);
    const near = (fromMs: number, toMs: number, targetMs: number) =>
      worstOff(
        since(traces, fromMs).filter(({ atMs }) => atMs < toMs),
        targetMs,
      );
    expect(near(10_000, 20_000, 200)).to.be.at.most(CLOSE_MS);
    expect(near(25_000, 40_000, 350)).to.be.at.most(CLOSE_MS);
    expect(near(45_000, 60_000, 150)).to.be.at.most(CLOSE_MS);
  });

  it('is not moved by freezes', () => {
    const traces = watch({ ...GOOD_VIEWER, freezes: 0.08 }, 600, TARGET_MS);
    const buffers = since(traces, 15_000).map(({ bufferMs }) => bufferMs);
    expect(Math.max(...buffers) - Math.min(...buffers)).to.be.at.most(45);
  });

  it('does not follow the noise of a clock that is known to a few milliseconds', () => {
    const traces = watch({ ...GOOD_VIEWER, clockErrorMs: 3 }, 600, TARGET_MS);
    expect(movesOf(since(traces, 15_000))).to.be.at.most(10);
  });

  it('makes up for a network that becomes 60 ms longer, within ten seconds', () => {
    const longer = (atMs: number, viewer: SimulatedViewer) => {
      viewer.wayMs = atMs < 30_000 ? 20 : 80;
      return TARGET_MS;
    };
    const traces = watch({ ...GOOD_VIEWER }, 90, TARGET_MS, longer);
    expect(worstOff(since(traces, 40_000))).to.be.at.most(CLOSE_MS);
  });

  describe('a network that needs more time than the target leaves', () => {
    const bad = (atMs: number, viewer: SimulatedViewer) => {
      viewer.needMs = atMs > 20_000 && atMs < 120_000 ? 320 : 40;
      return TARGET_MS;
    };
    const traces = watch({ ...GOOD_VIEWER }, 180, TARGET_MS, bad);

    it('is told of as cannot-hold within ten seconds, all the time', () => {
      const statuses = new Set(
        since(traces, 32_000)
          .filter(({ atMs }) => atMs < 120_000)
          .map(({ status }) => status),
      );
      expect([...statuses]).to.deep.equal(['cannot-hold']);
    });

    it('does not wind the delay down: the viewer is back at the target within five seconds of the network', () => {
      expect(worstOff(since(traces, 130_000))).to.be.at.most(CLOSE_MS);
      expect(traces.at(-1)!.status).to.equal('holding');
    });
  });

  it('leaves a latency alone that comes down by itself after a stall', () => {
    const stall = (atMs: number, viewer: SimulatedViewer) => {
      viewer.needMs = atMs < 30_000 ? 40 : Math.max(40, 600 - (atMs - 30_000) / 40);
      return TARGET_MS;
    };
    const traces = watch({ ...GOOD_VIEWER }, 90, TARGET_MS, stall);
    const calmBufferMs = traces.find(({ atMs }) => atMs === 29_000)!.bufferMs;
    expect(Math.min(...since(traces, 30_000).map(({ bufferMs }) => bufferMs))).to.be.at.least(calmBufferMs - 20);
    expect(worstOff(since(traces, 60_000))).to.be.at.most(CLOSE_MS);
  });

  it('waits for a browser that has not followed yet, as it may not for seconds after a busy start', () => {
    const means = { canHoldBack: true, canTimeFrames: true };
    let state = startSync(0);
    for (let nowMs = 0; nowMs < 30_000; nowMs += 500) {
      const latencyMs = nowMs < 7000 ? 40 : 205;
      state = syncStep(state, { nowMs, latencyMs, targetMs: TARGET_MS, means });
      expect(state.bufferMs).to.be.at.most(TARGET_MS);
    }
    expect(state).to.include({ status: 'holding', bufferMs: TARGET_MS });
  });

  it('cannot hold a target that the way alone takes longer than', () => {
    const traces = watch({ ...GOOD_VIEWER, wayMs: 260, needMs: 10 }, 60, TARGET_MS);
    expect(traces.at(-1)).to.include({ status: 'cannot-hold' });
  });

  it('says that it is measuring while no frame is on screen, and leaves the delay as it is', () => {
    const means = { canHoldBack: true, canTimeFrames: true };
    let state = startSync(0);
    for (let nowMs = 0; nowMs < 30_000; nowMs += 500) {
      const latencyMs = nowMs < 10_000 ? TARGET_MS : null;
      state = syncStep(state, { nowMs, latencyMs, targetMs: TARGET_MS, means });
    }
    expect(state).to.include({ status: 'measuring', bufferMs: TARGET_MS });
  });

  it('starts a new connection with what it has learned of the way', () => {
    const means = { canHoldBack: true, canTimeFrames: true };
    let state = restartSync({ ...startSync(0), targetMs: TARGET_MS, goalMs: 140 }, 1000);
    expect(state.bufferMs).to.equal(null);
    for (let nowMs = 1000; nowMs < 4000; nowMs += 500) {
      state = syncStep(state, { nowMs, latencyMs: null, targetMs: TARGET_MS, means });
    }
    expect(state.bufferMs).to.equal(140);
  });

  describe('a browser that lacks the means', () => {
    const run = (means: { canHoldBack: boolean; canTimeFrames: boolean }) => {
      let state = startSync(0);
      for (let nowMs = 0; nowMs < 10_000; nowMs += 500) {
        state = syncStep(state, { nowMs, latencyMs: 90, targetMs: TARGET_MS, means });
      }
      return state;
    };

    it('cannot be held back: it is asked for nothing, and runs free', () => {
      const means = { canHoldBack: false, canTimeFrames: true };
      expect(run(means)).to.include({ status: 'unsupported', bufferMs: null });
      expect(fallbackOf(means)).to.equal('free-running');
    });

    it('does not tell when frames are on screen: it gets the delay that usually fits', () => {
      const means = { canHoldBack: true, canTimeFrames: false };
      expect(run(means)).to.include({ status: 'unsupported', bufferMs: TARGET_MS });
      expect(fallbackOf(means)).to.equal('fixed-delay');
    });

    it('is none that has both', () => {
      expect(fallbackOf({ canHoldBack: true, canTimeFrames: true })).to.equal(null);
    });
  });
});
