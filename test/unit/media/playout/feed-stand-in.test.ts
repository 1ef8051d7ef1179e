import { expect } from 'chai';
import fc from 'fast-check';
import type { FragmentLease } from '../../../../media/cache/cached-fragment.js';
import type { FragmentSource } from '../../../../media/playout/packet-sink.js';
import { videoSsrc } from '../../../../media/rtp/stream-identity.js';
import { frameTimeMs } from '../../../../shared/timeline/grid.js';
import { fragmentSlotAt } from '../../../../shared/timeline/window.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';
import type { Recorded } from '../../../support/recording-sink.js';
import { MemoryFragments } from '../../../support/synthetic-media.js';
import {
  expectUnbroken,
  framesOf,
  framesShown,
  grid,
  layersShown,
  lineupOf,
  MEDIA,
  play,
  SLATE_MARK,
  START_MS,
  soundOf,
  startFrame,
  station,
  whole,
} from './feed-fixture.js';

const TUNE_IN_IDR_FRAMES = 8;
const SLATE_FRAMES = [60, 30];
const SLATE_PACKETS = 150;
const LAYERS = [0, 1];

/** What becomes of a load: it answers or fails after a while, or never comes back. */
interface Behaviour {
  readonly outcome: 'answers' | 'fails' | 'hangs';
  readonly afterMs: number;
}

/** A store that treats one load like this and the next like that. */
class MoodySource implements FragmentSource {
  readonly prefetchLeadMs: number;
  /** When each load came that came. */
  readonly arrivals: { readonly key: string; readonly atMs: number }[] = [];
  held = 0;
  readonly #clock: ManualClock;
  readonly #moods: readonly Behaviour[];
  readonly #media = new MemoryFragments(MEDIA);
  #loads = 0;

  constructor(clock: ManualClock, moods: readonly Behaviour[], prefetchLeadMs: number) {
    this.#clock = clock;
    this.#moods = moods;
    this.prefetchLeadMs = prefetchLeadMs;
  }

  async load(objectId: string, fragment: number, signal?: AbortSignal): Promise<FragmentLease> {
    const { outcome, afterMs } = this.#moods[this.#loads++ % this.#moods.length]!;
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('not wanted any more')));
      // Between the instants at which a feed sends, so that it is plain which came first.
      if (outcome !== 'hangs') this.#clock.setTimer(afterMs + 0.123, resolve);
    });
    if (outcome === 'fails') throw new Error('the store fails');
    const { packets } = await this.#media.load(objectId, fragment);
    this.arrivals.push({ key: `${objectId}/${fragment}`, atMs: this.#clock.now() });
    this.held += 1;
    return { packets, release: () => (this.held -= 1) };
  }
}

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  outcome: fc.oneof(
    { weight: 6, arbitrary: fc.constant('answers' as const) },
    { weight: 2, arbitrary: fc.constant('fails' as const) },
    { weight: 2, arbitrary: fc.constant('hangs' as const) },
  ),
  afterMs: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 4000 })),
});

describe('a feed whose packets are not there in time', () => {
  it('TL1 P5 sends one thing for every frame and for every 20 ms of sound: the programme’s where it was there, else the slate’s', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(behaviour, { minLength: 1, maxLength: 9 }),
        fc.constantFrom(300, 700, 3000),
        async (moods, leadMs) => {
          const clock = new ManualClock(START_MS - 50);
          const source = new MoodySource(clock, moods, leadMs);
          const lineup = lineupOf('one', 'two');
          const running = station({ clock, source, lineup });
          await play(running, 9000);
          const { sink, stats } = running;

          for (const layer of LAYERS) {
            const sent = sink.layer(videoSsrc(layer));
            expectUnbroken(framesOf(sent), startFrame);
            expectUnbroken(
              sent.map(({ packet }) => packet.sequenceNumber),
              1,
            );
            expect(framesShown(sent)).to.deep.equal(expectedPictures(firstsOfFrames(sent)));
          }
          expectUnbroken(
            sink.audio.map(({ packet }) => packet.timestamp / 960),
            sink.audio[0]!.packet.timestamp / 960,
          );
          expectUnbroken(
            sink.audio.map(({ packet }) => packet.sequenceNumber),
            1,
          );
          expect(soundOf(sink.audio)).to.deep.equal(sink.audio.map(expectedSound));
          const shown = framesShown(sink.layer(videoSsrc(0)));
          expect(stats.slateFrames).to.equal(shown.filter((number) => number >= SLATE_MARK).length);
          expect(stats).to.include({ skips: 0, framesMissed: 0, framesLate: 0 });
          running.pacer.close();
          running.feed.close();
          await clock.advance(5000);
          expect(source.held).to.equal(0);

          function wasThere(frame: number, sentMs: number): boolean {
            const { objectId, fragment, startFrame: from } = fragmentSlotAt(lineup, frame);
            // A fragment that comes round again is loaded again: it counts from when it can be asked for.
            const sinceMs = frameTimeMs(grid, from) - leadMs - 100;
            const key = `${objectId}/${fragment}`;
            return source.arrivals.some((one) => one.key === key && one.atMs < sentMs && one.atMs > sinceMs);
          }

          function expectedPictures(sentAtMs: readonly number[]): number[] {
            let slateFrames = 0;
            return sentAtMs.map((sentMs, index) => {
              const frame = startFrame + index;
              const slot = fragmentSlotAt(lineup, frame);
              const inFragment = frame - slot.startFrame + slot.firstFrame;
              const canBegin = slateFrames === 0 || inFragment % TUNE_IN_IDR_FRAMES === 0;
              if (wasThere(frame, sentMs) && canBegin) {
                slateFrames = 0;
                return inFragment;
              }
              slateFrames += 1;
              return SLATE_MARK + pictureOfSlate(slateFrames - 1);
            });
          }

          function expectedSound({ sentMs }: Recorded, index: number): number {
            const packet = (startFrame * 5) / 3 + index;
            const frame = Math.floor(packet / 5) * 3;
            const slot = fragmentSlotAt(lineup, frame);
            if (!wasThere(frame, sentMs)) return SLATE_MARK + soundOfSlate(packet);
            return packet - (slot.startFrame * 5) / 3 + (slot.firstFrame * 5) / 3;
          }
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it('TL1 replaces at its deadline what hangs, and comes back in the middle of the same fragment', async () => {
    const running = station();
    await play(running, 1000);
    const answer = running.media.hold();
    await running.clock.advance(1500);
    // 2.45 s are over: frame 74 is due at 2.467 s, and the slate began with frame 60.
    expect(framesShown(running.sink.layer(videoSsrc(1))).slice(58)).to.deep.equal(
      [58, 59].concat(Array.from({ length: 14 }, (_, frame) => SLATE_MARK + frame)),
    );
    answer();
    await settle();
    await running.clock.advance(2000);
    for (const layer of LAYERS) {
      const sent = running.sink.layer(videoSsrc(layer));
      expectUnbroken(framesOf(sent), startFrame);
      expect(framesShown(sent).slice(73, 78)).to.deep.equal([
        SLATE_MARK + 13,
        SLATE_MARK + 14,
        SLATE_MARK + 15,
        16,
        17,
      ]);
      expect(layersShown(sent).slice(60, 76)).to.deep.equal(new Array(16).fill(layer));
      expect(layersShown(sent).slice(76, 120)).to.deep.equal(new Array(44).fill(0));
      expect(layersShown(sent)[120]).to.equal(layer);
    }
    expect(running.stats).to.include({ stalls: 1, slateFrames: 16, faults: 0, skips: 0, framesMissed: 0 });
    expect(running.events).to.deep.equal(['slate for one/1', 'back after 16']);
    expect(running.faults).to.deep.equal([]);
  });

  it('TL1 begins with the slate when its very first fragment hangs, and on its first frame', async () => {
    const media = new MemoryFragments(MEDIA);
    const answer = media.hold();
    const running = station({ media });
    await play(running, 5000);
    expect(framesOf(running.sink.layer(videoSsrc(1)))[0]).to.equal(startFrame);
    expect(running.sink.layer(videoSsrc(1))[0]!.sentMs - START_MS).to.be.within(0, 3);
    expect(running.stats).to.include({ stalls: 3, framesMissed: 0 });
    answer();
    await settle();
    await running.clock.advance(1000);
    expectUnbroken(framesOf(running.sink.layer(videoSsrc(0))), startFrame);
    expect(framesShown(running.sink.layer(videoSsrc(0))).at(-1)).to.be.below(SLATE_MARK);
  });

  it('TL1 tries again what cannot be read, says so once for each fragment, and goes on with what can', async () => {
    const media = new MemoryFragments({ ...MEDIA, one: [whole()] });
    const running = station({ media });
    await play(running, 6400);
    expect(running.faults).to.deep.equal(['one/1', 'one/2']);
    expect(running.stats).to.include({ stalls: 2, slateFrames: 90, framesMissed: 0 });
    const shown = framesShown(running.sink.layer(videoSsrc(1)));
    expectUnbroken(framesOf(running.sink.layer(videoSsrc(1))), startFrame);
    expect(shown.slice(60, 150).every((number) => number >= SLATE_MARK)).to.equal(true);
    expect(shown.slice(150, 180)).to.deep.equal(Array.from({ length: 30 }, (_, frame) => frame));
    const tries = running.media.loads.filter((key) => key === 'one/1').length;
    expect(tries, 'with growing pauses').to.be.within(4, 6);
  });

  it('TL1 fills up a fragment that is shorter than what is on air of it, in picture and sound', async () => {
    const media = new MemoryFragments({ ...MEDIA, two: [{ layers: 2, frames: 30 }] });
    const running = station({ media, lineup: lineupOf('two') });
    await play(running, 1600);
    const slateFrames = Array.from({ length: 15 }, (_, frame) => SLATE_MARK + frame);
    expect(framesShown(running.sink.layer(videoSsrc(0))).slice(28, 46)).to.deep.equal([28, 29, ...slateFrames, 0]);
    const sound = soundOf(running.sink.audio);
    expect(sound.slice(50, 75).every((number) => number >= SLATE_MARK)).to.equal(true);
    expect(sound.slice(75, 77)).to.deep.equal([0, 1]);
    expect(running.stats).to.include({ stalls: 0, framesMissed: 0 });
    expect(running.faults).to.deep.equal(['two/0']);
  });
});

/** When the first packet of each frame left. */
function firstsOfFrames(sent: readonly Recorded[]): number[] {
  return sent
    .filter(({ packet }, index) => packet.timestamp !== sent[index - 1]?.packet.timestamp)
    .map(({ sentMs }) => sentMs);
}

function pictureOfSlate(frames: number): number {
  const [first = 0, second = 0] = SLATE_FRAMES;
  const inLoop = frames % (first + second);
  return inLoop < first ? inLoop : inLoop - first;
}

function soundOfSlate(packet: number): number {
  const inLoop = packet % SLATE_PACKETS;
  return inLoop < 100 ? inLoop : inLoop - 100;
}
