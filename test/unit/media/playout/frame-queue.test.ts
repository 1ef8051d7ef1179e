import { expect } from 'chai';
import fc from 'fast-check';
import { BufferPool } from '../../../../media/cache/buffer-pool.js';
import { type PacketFragment, packetizeFragment } from '../../../../media/cache/packet-fragment.js';
import { FrameQueue } from '../../../../media/playout/frame-queue.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { syntheticMedia } from '../../../support/synthetic-media.js';

const LAYERS = 2;
const TUNE_IN_IDR_FRAMES = 8;
const fragments = [fragmentOf(LAYERS, 60), fragmentOf(LAYERS, 60), fragmentOf(LAYERS, 30), fragmentOf(1, 45)];

function fragmentOf(layers: number, frames: number): PacketFragment {
  const { bytes, index } = syntheticMedia([{ layers, frames }]);
  return packetizeFragment(bytes, index, new BufferPool()).packets;
}

/** Frames that play out of one fragment, one after the other. */
interface Stretch {
  readonly fragment: number;
  readonly from: number;
  readonly frames: number;
  /** Frames that are left out before it, as by a feed that fell behind. */
  readonly skipped: number;
}

/** What a decoder of one layer was last sent. */
interface Decoded {
  readonly packets: PacketFragment;
  readonly shown: number;
  readonly frame: number;
  readonly inFragment: number;
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  fragment: fc.nat(fragments.length - 1),
  from: fc.nat(59),
  frames: fc.integer({ min: 1, max: 60 }),
  skipped: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
});

describe('frame queue', () => {
  it('sends no frame that a decoder could not decode, and none again later than the next IDR of the tune-in layer', () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), (stretches) => {
        const queue = new FrameQueue(gridFor(30), LAYERS);
        const decoders: (Decoded | undefined)[] = new Array(LAYERS).fill(undefined);
        let frame = 1000;
        for (const { fragment, from, frames, skipped } of stretches) {
          const packets = fragments[fragment]!;
          frame += skipped;
          const to = Math.min(from + frames, packets.frames);
          for (let inFragment = from; inFragment < to; inFragment += 1, frame += 1) {
            const isFirst = queue.packets === undefined;
            const sent = sentLayers(queue, { packets, frame, inFragment });
            for (const [layer, shown] of sent.entries()) {
              if (shown === undefined) {
                expect(inFragment % TUNE_IN_IDR_FRAMES, 'left out at an IDR').to.be.above(0);
                continue;
              }
              const now = { packets, shown, frame, inFragment };
              const isIdr = packets.layers[shown]!.idr[inFragment] === 1;
              const isDecodable = isFirst || isIdr || follows(now, decoders[layer]);
              expect(isDecodable, `frame ${inFragment} of fragment ${fragment} can be decoded`).to.equal(true);
              decoders[layer] = now;
            }
          }
        }
      }),
    );
  });

  it('holds a layer back where the picture jumps within one fragment, as where it jumps to another', () => {
    const packets = fragments[0]!;
    const queue = new FrameQueue(gridFor(30), LAYERS);
    expect(sentLayers(queue, { packets, frame: 100, inFragment: 0 })).to.deep.equal([0, 1]);
    expect(sentLayers(queue, { packets, frame: 101, inFragment: 15 })).to.deep.equal([undefined, undefined]);
    expect(sentLayers(queue, { packets, frame: 102, inFragment: 16 })).to.deep.equal([0, 0]);
    expect(sentLayers(queue, { packets, frame: 103, inFragment: 17 })).to.deep.equal([0, 0]);
  });
});

function follows(now: Decoded, before: Decoded | undefined): boolean {
  return (
    before !== undefined &&
    before.packets === now.packets &&
    before.shown === now.shown &&
    before.frame + 1 === now.frame &&
    before.inFragment + 1 === now.inFragment
  );
}

/** Puts a frame in and takes all of it out: by layer, the layer whose picture it shows. */
function sentLayers(queue: FrameQueue, { packets, frame, inFragment }: Omit<Decoded, 'shown'>): (number | undefined)[] {
  const sent: (number | undefined)[] = new Array(LAYERS).fill(undefined);
  queue.fill(frame, inFragment, packets, 0);
  while (!queue.isEmpty) {
    for (const { layer, number } of queue.takeChunk()) {
      sent[layer] = packets.layers.findIndex(
        ({ frameStarts }) => number >= frameStarts[inFragment]! && number < frameStarts[inFragment + 1]!,
      );
    }
  }
  return sent;
}
