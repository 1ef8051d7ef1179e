import { expect } from 'chai';
import { FrameMeter, type ItemChange } from '../../../../client/sdk/frame-meter.js';
import { TimelineTracker } from '../../../../client/sdk/timeline-tracker.js';
import type { Airing } from '../../../../shared/protocol/viewer.js';
import { videoTimestamp } from '../../../../shared/rtp-time.js';
import { frameTimeMs, gridFor } from '../../../../shared/timeline/grid.js';

const grid = gridFor(30);
const START = 53_000_000_000;
/** The page's clock starts an hour before the first item. */
const OFFSET_MS = frameTimeMs(grid, START) - 3_600_000;

const first: Airing = {
  kind: 'media',
  mediaId: 'sunrise',
  title: 'Sunrise',
  sequenceId: 's',
  itemIndex: 0,
  startFrame: START,
  endFrame: START + 300,
  inFrame: 60,
};
const second: Airing = {
  ...first,
  mediaId: 'noon',
  title: 'Noon',
  itemIndex: 1,
  startFrame: START + 300,
  endFrame: START + 600,
};

describe('frame-meter', () => {
  let meter: FrameMeter;
  let changes: ItemChange[];

  beforeEach(() => {
    const timeline = new TimelineTracker();
    const [startMs, endMs] = [frameTimeMs(grid, START), frameTimeMs(grid, START + 600)];
    timeline.reset({ version: 1, fps: 30, effectiveAtMs: startMs, untilMs: endMs, airings: [first, second] });
    changes = [];
    const clock = { masterTimeMs: (localMs: number) => localMs + OFFSET_MS };
    meter = new FrameMeter(timeline, clock, (change) => changes.push(change));
  });

  function localMs(frame: number): number {
    return frameTimeMs(grid, frame) - OFFSET_MS;
  }

  /** A frame that comes on screen so long after its instant on air. */
  function show(frame: number, latencyMs: number | null, layer = 0): void {
    const scheduledMs = localMs(frame);
    const displayAtMs = latencyMs === null ? null : scheduledMs + latencyMs;
    meter.take({ rtpTimestamp: videoTimestamp(grid, frame, layer), displayAtMs }, scheduledMs + (latencyMs ?? 0));
  }

  it('has no position before the first frame', () => {
    expect(meter.position).to.equal(null);
    expect(meter.latencyMs(0)).to.equal(null);
  });

  it('names the frame on screen in global time and in its media', () => {
    show(START + 30, 40);
    expect(meter.position).to.deep.include({
      globalTimeMs: frameTimeMs(grid, START + 30),
      mediaId: 'sunrise',
      frame: 90,
      offsetMs: 3000,
    });
    expect(meter.position?.item).to.include({ title: 'Sunrise', index: 0 });
    expect(meter.next).to.include({ title: 'Noon', startsAtMs: frameTimeMs(grid, START + 300) });
  });

  it('tells of an item once, with its first frame on screen', () => {
    for (let frame = START + 298; frame < START + 303; frame++) show(frame, 40);
    expect(changes.map(({ item, next }) => [item.title, next?.title])).to.deep.equal([
      ['Sunrise', 'Noon'],
      ['Noon', undefined],
    ]);
    expect(meter.position?.frame).to.equal(62);
  });

  it('measures how late frames are on screen, unmoved by the odd one', () => {
    for (let frame = START; frame < START + 30; frame++) show(frame, frame === START + 20 ? 900 : 42);
    expect(meter.latencyMs(localMs(START + 30))).to.be.closeTo(42, 0.01);
  });

  it('does not take an old measurement for a new one', () => {
    for (let frame = START; frame < START + 30; frame++) show(frame, 42);
    expect(meter.latencyMs(localMs(START + 45))).to.be.closeTo(42, 0.01);
    expect(meter.latencyMs(localMs(START + 60))).to.equal(null);
  });

  it('measures nothing by a frame that is handed out but not on screen', () => {
    show(START + 5, null);
    expect(meter.position?.frame).to.equal(65);
    expect(meter.latencyMs(localMs(START + 5))).to.equal(null);
  });

  it('keeps the position, and forgets the latency, when a session is replaced', () => {
    show(START + 5, 40, 2);
    expect(meter.layer).to.equal(2);
    meter.startOver();
    expect(meter.position?.frame).to.equal(65);
    expect(meter.latencyMs(localMs(START + 5))).to.equal(null);
    expect(meter.layer).to.equal(null);
  });
});
