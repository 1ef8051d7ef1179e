import { BufferPool } from '../../media/cache/buffer-pool.js';
import type { FragmentLease } from '../../media/cache/cached-fragment.js';
import type { PacketFragment } from '../../media/cache/packet-fragment.js';
import { packetizeFragment } from '../../media/cache/packet-fragment.js';
import type { FragmentSource } from '../../media/playout/packet-sink.js';
import type { PreparedIndex } from '../../media/prepared-media.js';

const FRAGMENT_FRAMES = 60;
const TUNE_IN_IDR = 8;

export interface SyntheticShape {
  readonly layers: number;
  readonly frames: number;
  /** Bytes of an IDR slice of the top layer. */
  readonly idrBytes?: number;
  /** Added to the number that samples carry, to tell one media from another. */
  readonly mark?: number;
}

/** Bytes and index of a media whose samples name their layer and frame: no pictures, true structure. */
export function syntheticMedia(shapes: readonly SyntheticShape[]): { bytes: Buffer; index: PreparedIndex } {
  const layers = shapes[0]!.layers;
  const stored = shapes.map(syntheticFragment);
  let offset = 0;
  const fragments = stored.map(({ length }): [number, number] => {
    offset += length;
    return [offset - length, length];
  });
  const index: PreparedIndex = {
    version: 1,
    fps: 30,
    frames: shapes.reduce((sum, { frames }) => sum + frames, 0),
    framesPerFragment: FRAGMENT_FRAMES,
    layers: Array.from({ length: layers }, (_, layer) => ({ trackId: layer + 1, width: 2, height: 2, kbps: 1 })),
    audioTrackId: layers + 1,
    fragments,
  };
  return { bytes: Buffer.concat(stored), index };
}

/** Each shape as the packets of a fragment. */
export function syntheticFragments(shapes: readonly SyntheticShape[]): PacketFragment[] {
  return shapes.map((shape) => {
    const { bytes, index } = syntheticMedia([shape]);
    return packetizeFragment(bytes, index, new BufferPool()).packets;
  });
}

function syntheticFragment({ layers, frames, idrBytes = 400, mark = 0 }: SyntheticShape): Buffer {
  const tracks = Array.from({ length: layers }, (_, layer) => ({
    trackId: layer + 1,
    samples: Array.from({ length: frames }, (_, frame) => videoSample(layer, frame, idrBytes, mark)),
  }));
  const audio = Array.from({ length: (frames * 5) / 3 }, (_, packet) => Buffer.from([0xfc, packet + mark]));
  return storedFragment([...tracks, { trackId: layers + 1, samples: audio }]);
}

export function videoSample(layer: number, frame: number, idrBytes: number, mark = 0): Buffer {
  const isIdr = layer === 0 ? frame % TUNE_IN_IDR === 0 : frame === 0;
  const slice = Buffer.alloc(isIdr ? idrBytes : 40, frame + mark);
  slice[0] = isIdr ? 0x65 : 0x41;
  return lengthPrefixed(isIdr ? [Buffer.from([0x67, layer, 1, 2]), Buffer.from([0x68, 3]), slice] : [slice]);
}

export function lengthPrefixed(nals: readonly Buffer[]): Buffer {
  return Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
}

export interface StoredTrack {
  readonly trackId: number;
  readonly samples: readonly Buffer[];
}

/** One `moof` and its `mdat`, as a muxer with `default-base-is-moof` writes them. */
export function storedFragment(tracks: readonly StoredTrack[]): Buffer {
  const moofBytes = moof(tracks, () => 0).length;
  let at = moofBytes + 8;
  const body = moof(tracks, (track) => {
    const start = at;
    at += track.samples.reduce((sum, sample) => sum + sample.length, 0);
    return start;
  });
  return Buffer.concat([body, box('mdat', ...tracks.flatMap(({ samples }) => samples))]);
}

function moof(tracks: readonly StoredTrack[], offsetOf: (track: StoredTrack) => number): Buffer {
  return box(
    'moof',
    box('mfhd', words(0, 1)),
    ...tracks.map((track) =>
      box(
        'traf',
        box('tfhd', words(0x02_0000, track.trackId)),
        box(
          'trun',
          words(0x201, track.samples.length, offsetOf(track), ...track.samples.map((sample) => sample.length)),
        ),
      ),
    ),
  );
}

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([words(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** Media kept in memory: loads at once, or when it is told to. */
export class MemoryFragments implements FragmentSource {
  prefetchLeadMs = 600;
  readonly loads: string[] = [];
  /** Leases given and not yet released. */
  held = 0;
  readonly #media = new Map<string, PacketFragment[]>();
  #answers = Promise.resolve();

  constructor(media: Readonly<Record<string, readonly SyntheticShape[]>>) {
    for (const [id, shapes] of Object.entries(media)) {
      this.#media.set(id, syntheticFragments(shapes));
    }
  }

  /** From now on loads wait, until what it returns is called. */
  hold(): () => void {
    let answer = () => {};
    this.#answers = new Promise((resolve) => {
      answer = resolve;
    });
    return () => answer();
  }

  async load(mediaId: string, fragment: number): Promise<FragmentLease> {
    this.loads.push(`${mediaId}/${fragment}`);
    await this.#answers;
    const found = this.#media.get(mediaId)?.[fragment];
    if (found === undefined) throw new Error(`no ${mediaId}/${fragment}`);
    this.held += 1;
    return { packets: found, release: () => (this.held -= 1) };
  }
}
