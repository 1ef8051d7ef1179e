import { Readable } from 'node:stream';
import { mediaKeys, type PreparedIndex, parsePreparedIndex, VIDEO_TIME_SCALE } from './prepared-media.js';
import type { BlobStore, ByteRange } from './store/blob-store.js';

/** The file of a prepared media as any browser plays it, seeking included. Its first video track is the largest layer. */
export interface PlayableFile {
  readonly size: number;
  /** To be read to its end or destroyed. */
  stream(range: ByteRange): Promise<Readable>;
}

/** The prepared file with an index of its fragments in front of them: nothing is copied, and no process runs. */
export async function playableFile(blobs: Pick<BlobStore, 'read' | 'stream'>, objectId: string): Promise<PlayableFile> {
  const keys = mediaKeys(objectId);
  const index = parsePreparedIndex(await blobs.read(keys.index));
  const [begin] = index.fragments[0]!;
  const end = endOf(index);
  const header = await blobs.read(keys.media, { offset: 0, length: begin });
  const head = Buffer.concat([header, segmentIndex(index)]);
  return {
    size: head.length + end - begin,
    async stream({ offset, length }) {
      const inHead = head.subarray(offset, offset + length);
      const rest = length - inHead.length;
      if (rest === 0) return Readable.from([inHead]);
      const bodyOffset = begin + Math.max(0, offset - head.length);
      const openBody = () => blobs.stream(keys.media, { offset: bodyOffset, length: rest });
      return inHead.length === 0 ? openBody() : Readable.from(joined(inHead, openBody));
    },
  };
}

const MOST_REFERENCES = 0xffff;
const FIXED_BYTES = 40;
const REFERENCE_BYTES = 12;
/** Starts with an access point of type 1, a closed GOP. */
const STARTS_WITH_SAP = 0x90000000;

/**
 * A `sidx` box (ISO/IEC 14496-12, section 8.16.3), version 1; empty for what has more fragments than it can name. Its time
 * scale is that of the track: players take the two for one.
 */
export function segmentIndex(index: PreparedIndex): Buffer {
  const { fragments, frames, framesPerFragment, fps } = index;
  if (fragments.length > MOST_REFERENCES) return Buffer.alloc(0);
  const box = Buffer.alloc(FIXED_BYTES + fragments.length * REFERENCE_BYTES);
  box.writeUInt32BE(box.length, 0);
  box.write('sidx', 4, 'latin1');
  box.writeUInt8(1, 8);
  box.writeUInt32BE(topLayer(index), 12);
  box.writeUInt32BE(VIDEO_TIME_SCALE, 16);
  // The earliest time and the offset of the first fragment behind this box: both 0.
  box.writeUInt16BE(fragments.length, 38);
  for (const [number, [offset]] of fragments.entries()) {
    const at = FIXED_BYTES + number * REFERENCE_BYTES;
    box.writeUInt32BE((fragments[number + 1]?.[0] ?? endOf(index)) - offset, at);
    const fragmentFrames = Math.min(framesPerFragment, frames - number * framesPerFragment);
    box.writeUInt32BE((fragmentFrames * VIDEO_TIME_SCALE) / fps, at + 4);
    box.writeUInt32BE(STARTS_WITH_SAP, at + 8);
  }
  return box;
}

function topLayer({ layers }: PreparedIndex): number {
  return layers.at(-1)!.trackId;
}

function endOf({ fragments }: PreparedIndex): number {
  const [offset, length] = fragments.at(-1)!;
  return offset + length;
}

/** Opens the rest when it gets there: a generator that is destroyed before its first turn could not close it. */
async function* joined(first: Buffer, openRest: () => Promise<Readable>): AsyncGenerator<Buffer> {
  yield first;
  yield* await openRest();
}
