import { MalformedBoxError } from '../mp4/boxes.js';
import type { PreparedIndex } from '../prepared-media.js';
import { packetizeH264 } from '../rtp/h264-packetizer.js';
import { packetizeOpus } from '../rtp/opus-packetizer.js';
import { PacketWriter } from '../rtp/packet-writer.js';
import type { BufferPool } from './buffer-pool.js';
import { readFragmentSamples } from './fragment-samples.js';

/** The packets of one layer. */
export interface LayerPackets {
  /** The number of the first packet of each frame, and behind the last frame the number after its last packet. */
  readonly frameStarts: Uint32Array;
  /** 1 for every frame that a decoder can start with. */
  readonly idr: Uint8Array;
}

/** One GOP of every layer and its audio, as RTP packets that only want stamping. Shared by all feeds: see `stampPacket`. */
export interface PacketFragment {
  readonly bytes: Buffer;
  /** Where packet i ends in `bytes`; it starts where packet i−1 ends. */
  readonly ends: Uint32Array;
  readonly frames: number;
  readonly layers: readonly LayerPackets[];
  /** The number of the first audio packet; one RTP packet is one Opus packet. */
  readonly audioStart: number;
  readonly audioPackets: number;
}

export function packetAt(fragment: PacketFragment, number: number): Buffer {
  const start = number === 0 ? 0 : fragment.ends[number - 1]!;
  return fragment.bytes.subarray(start, fragment.ends[number]!);
}

/** What a fragment weighs in a cache, in bytes. */
export function packetFragmentSize(fragment: PacketFragment): number {
  return fragment.bytes.length + fragment.ends.byteLength + fragment.layers.length * fragment.frames * 5;
}

const writer = new PacketWriter();

/**
 * Packetises a stored fragment into a buffer of the pool, which is the caller's to give back.
 * @throws MalformedBoxError or MalformedSampleError when the bytes are not what the index says.
 */
export function packetizeFragment(
  stored: Buffer,
  index: PreparedIndex,
  pool: BufferPool,
): { packets: PacketFragment; buffer: Buffer } {
  try {
    const tracks = readFragmentSamples(stored);
    const samplesOf = (trackId: number): Buffer[] => {
      const samples = tracks.get(trackId);
      if (samples === undefined) throw new MalformedBoxError(`a fragment has nothing of track ${trackId}`);
      return samples;
    };
    const layers = index.layers.map(({ trackId }) => packetizeLayer(samplesOf(trackId)));
    const audioStart = writer.packetCount;
    const audio = samplesOf(index.audioTrackId);
    for (const sample of audio) packetizeOpus(sample, writer);
    const frames = layers[0]!.idr.length;
    if (layers.some((layer) => layer.idr.length !== frames)) {
      throw new MalformedBoxError('the layers of a fragment differ in length');
    }
    const { byteLength } = writer;
    const buffer = pool.take(byteLength);
    const ends = writer.moveTo(buffer);
    const bytes = buffer.subarray(0, byteLength);
    return { packets: { bytes, ends, frames, layers, audioStart, audioPackets: audio.length }, buffer };
  } finally {
    writer.clear();
  }
}

function packetizeLayer(samples: readonly Buffer[]): LayerPackets {
  const frameStarts = new Uint32Array(samples.length + 1);
  const idr = new Uint8Array(samples.length);
  for (const [frame, sample] of samples.entries()) {
    frameStarts[frame] = writer.packetCount;
    idr[frame] = packetizeH264(sample, writer) ? 1 : 0;
  }
  frameStarts[samples.length] = writer.packetCount;
  return { frameStarts, idr };
}
