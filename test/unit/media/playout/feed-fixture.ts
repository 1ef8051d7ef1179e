import { expect } from 'chai';
import { Feed } from '../../../../media/playout/feed.js';
import { Pacer } from '../../../../media/playout/pacer.js';
import type { FragmentSource } from '../../../../media/playout/packet-sink.js';
import { PlayoutStats } from '../../../../media/playout/playout-stats.js';
import { globalFrameFromRtp } from '../../../../shared/rtp-time.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../shared/timeline/lineup.js';
import { compileSequence, type Sequence } from '../../../../shared/timeline/sequence.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';
import { type Recorded, RecordingSink } from '../../../support/recording-sink.js';
import { MemoryFragments, type SyntheticShape, syntheticFragments } from '../../../support/synthetic-media.js';
import { compileLoops, item, type LoopedEntry, slate } from '../../../support/timeline-items.js';

export const grid = gridFor(30);
export const START_MS = Date.UTC(2026, 5, 1);
export const startFrame = (START_MS * 30) / 1000;
export const MEDIA = {
  one: [whole(), whole(), part(30)],
  two: [part(45)],
  slate: [whole(), whole()],
} satisfies Record<string, SyntheticShape[]>;
/** Its samples are told apart from those of a programme by their number. */
export const SLATE_MARK = 100;
const SLATE = syntheticFragments([
  { layers: 2, frames: 60, mark: SLATE_MARK },
  { layers: 2, frames: 30, mark: SLATE_MARK },
]);
export const FRAMES = { one: 150, two: 45, slate: 120 };

export function whole(): SyntheticShape {
  return { layers: 2, frames: 60 };
}
function part(frames: number): SyntheticShape {
  return { layers: 2, frames };
}

export function sequenceOf(...ids: (keyof typeof FRAMES)[]): Sequence {
  const items = ids.map((mediaId) => item(mediaId, FRAMES[mediaId]));
  return compileSequence(ids.join(), 1, items);
}

export function lineupOf(...ids: (keyof typeof FRAMES)[]): Lineup {
  const endless = { startFrame, endFrame: Number.POSITIVE_INFINITY, priority: 0 };
  return compileLoops({
    version: 1,
    grid,
    entries: [{ id: 'e', sequence: sequenceOf(...ids), ...endless }],
    gapFill: slate(120),
  });
}

/** A loop of both media, with something else over it. */
export function lineupWith(special: LoopedEntry): Lineup {
  const loop = {
    id: 'e',
    sequence: sequenceOf('one', 'two'),
    startFrame,
    endFrame: Number.POSITIVE_INFINITY,
    priority: 0,
  };
  return compileLoops({ version: 2, grid, entries: [loop, special], gapFill: slate(120) });
}

interface StationOptions {
  readonly lineup?: Lineup;
  readonly media?: MemoryFragments;
  /** In place of the media. */
  readonly source?: FragmentSource;
  readonly clock?: ManualClock;
  readonly nowMs?: number;
  readonly phaseMs?: number;
}

export function station({ source, ...options }: StationOptions = {}) {
  const clock = options.clock ?? new ManualClock(options.nowMs ?? START_MS - 50);
  const media = options.media ?? new MemoryFragments(MEDIA);
  const stats = new PlayoutStats();
  const faults: string[] = [];
  const events: string[] = [];
  const feed = new Feed({
    lineup: options.lineup ?? lineupOf('one', 'two'),
    layerCount: 2,
    source: source ?? media,
    standIn: SLATE,
    stats,
    phaseMs: options.phaseMs ?? 0,
    nowMs: clock.now(),
    onStandIn: ({ objectId, fragment }) => events.push(`slate for ${objectId}/${fragment}`),
    onBack: (slateFrames) => events.push(`back after ${slateFrames}`),
    onFault: ({ objectId, fragment }) => faults.push(`${objectId}/${fragment}`),
  });
  const sink = new RecordingSink(() => clock.now());
  feed.addSink(sink);
  const pacer = new Pacer(clock, (error) => {
    throw error;
  });
  return { clock, media, stats, faults, events, feed, sink, pacer };
}

export async function play(running: ReturnType<typeof station>, forMs: number): Promise<void> {
  running.pacer.add(running.feed);
  await settle();
  await running.clock.advance(forMs);
}

/** The global frames of a layer, in the order their first packets left. */
export function framesOf(sent: readonly Recorded[]): number[] {
  const frames = sent.map(({ packet, sentMs }) => globalFrameFromRtp(grid, packet.timestamp, sentMs));
  return frames.filter((frame, index) => frame !== frames[index - 1]);
}

/** The packets of each frame, in order. */
function byFrame(sent: readonly Recorded[]): Buffer[][] {
  const frames: Buffer[][] = [];
  sent.forEach(({ packet }, index) => {
    if (packet.timestamp !== sent[index - 1]?.packet.timestamp) frames.push([]);
    frames.at(-1)!.push(packet.payload);
  });
  return frames;
}

/** What each frame sent shows: the number, in its fragment, of the sample it was made of. */
export function framesShown(sent: readonly Recorded[]): number[] {
  return byFrame(sent).map((payloads) => payloads.at(-1)!.at(-1)!);
}

/** Of each frame sent, the layer that its decoder was last started with: the parameter sets carry it. */
export function layersShown(sent: readonly Recorded[]): (number | undefined)[] {
  let layer: number | undefined;
  return byFrame(sent).map(([first]) => {
    if ((first![0]! & 0x1f) === 24) layer = first![4];
    return layer;
  });
}

/** The number, in its fragment, of each audio packet sent. */
export function soundOf(sent: readonly Recorded[]): number[] {
  return sent.map(({ packet }) => packet.payload[1]!);
}

export function expectUnbroken(numbers: readonly number[], first: number): void {
  expect(numbers.length).to.be.above(0);
  const breakAt = numbers.findIndex((number, index) => number !== first + index);
  const around = numbers.slice(Math.max(0, breakAt - 2), breakAt + 3);
  expect(breakAt, `from ${first}, broken at ${breakAt}: ${around.join(', ')}`).to.equal(-1);
}
