import { MalformedBoxError } from '../mp4/boxes.js';
import { readTrackRuns } from '../mp4/track-runs.js';
import { box, words } from '../mp4/write-box.js';
import type { PreparedIndex } from '../prepared-media.js';
import { type SegmentCut, segmentSamples } from './segment-samples.js';
import { PACKAGED_TRACK_ID, type SegmentTrack } from './segment-track.js';

export interface SegmentRequest extends SegmentCut {
  readonly index: PreparedIndex;
  readonly track: SegmentTrack;
  /** Of the fragment. */
  readonly number: number;
  /**
   * When the segment's first sample is decoded, in ticks of the track's time scale, on a timeline of the caller's. Left
   * out, it is when the object has it.
   */
  readonly baseDecodeTime?: number | undefined;
}

/** One sample after the other in `stored`: where each track has its samples in one piece, that is one stretch. */
interface Chosen {
  readonly sizes: number[];
  readonly flags: number[];
  readonly stretches: { start: number; end: number }[];
}

const DEFAULT_BASE_IS_MOOF = 0x02_0000;
const DEFAULT_DURATION_AND_FLAGS = 0x28;
const DATA_OFFSET_AND_SIZES = 0x201;
const FIRST_SAMPLE_FLAGS = 0x004;
const SAMPLE_FLAGS = 0x400;
const BOX_HEAD_BYTES = 8;

/**
 * A media segment of one track (one CMAF chunk, ISO/IEC 23000-19): `moof` and `mdat` with the samples of one stored
 * fragment, or some of them. Samples are not copied: all parts but the first are views on `stored`.
 * @param stored the fragment's bytes, as the index tells where they are
 * @throws NoSuchSegmentError; MalformedBoxError when the bytes are not what the index says; RangeError for a
 *   `baseDecodeTime` that is no whole number from 0 on
 */
export function mediaSegment(stored: Buffer, request: SegmentRequest): Buffer[] {
  const { index, track, number } = request;
  const samples = segmentSamples(index, track, number, request);
  const { baseDecodeTime = samples.decodeTime } = request;
  if (!Number.isSafeInteger(baseDecodeTime) || baseDecodeTime < 0) {
    throw new RangeError(`nothing can be decoded at ${baseDecodeTime}`);
  }
  const chosen = choose(stored, track.storedId, samples);
  const head = (dataOffset: number) => movieFragment(chosen, { track, number, baseDecodeTime, dataOffset });
  const dataBytes = chosen.sizes.reduce((sum, size) => sum + size, 0);
  const mdat = Buffer.alloc(BOX_HEAD_BYTES);
  mdat.writeUInt32BE(BOX_HEAD_BYTES + dataBytes);
  mdat.write('mdat', 4, 'latin1');
  const moof = head(head(0).length + BOX_HEAD_BYTES);
  return [Buffer.concat([moof, mdat]), ...chosen.stretches.map(({ start, end }) => stored.subarray(start, end))];
}

function choose(
  stored: Buffer,
  trackId: number,
  { stored: count, first, end }: ReturnType<typeof segmentSamples>,
): Chosen {
  const chosen: Chosen = { sizes: [], flags: [], stretches: [] };
  let seen = 0;
  const take = (data: Buffer, flags: number): void => {
    seen += 1;
    if (seen > count) throw new MalformedBoxError(`a fragment has more than ${count} samples of track ${trackId}`);
    if (seen <= first || seen > end) return;
    chosen.sizes.push(data.length);
    chosen.flags.push(flags);
    const start = data.byteOffset - stored.byteOffset;
    const last = chosen.stretches.at(-1);
    if (last?.end === start) last.end += data.length;
    else chosen.stretches.push({ start, end: start + data.length });
  };
  readTrackRuns(stored, (id) => (id === trackId ? take : undefined));
  if (seen < count) throw new MalformedBoxError(`a fragment has ${seen} of ${count} samples of track ${trackId}`);
  return chosen;
}

interface FragmentHead {
  readonly track: SegmentTrack;
  readonly number: number;
  readonly baseDecodeTime: number;
  readonly dataOffset: number;
}

/** ISO/IEC 14496-12, section 8.8. Sequence numbers count from 1. */
function movieFragment({ sizes, flags }: Chosen, { track, number, baseDecodeTime, dataOffset }: FragmentHead): Buffer {
  const [firstFlags = 0, usualFlags = firstFlags] = flags;
  const isUsualBehindFirst = flags.every((one, sample) => sample === 0 || one === usualFlags);
  const run = isUsualBehindFirst
    ? [DATA_OFFSET_AND_SIZES | FIRST_SAMPLE_FLAGS, sizes.length, dataOffset, firstFlags, ...sizes]
    : [
        ...[DATA_OFFSET_AND_SIZES | SAMPLE_FLAGS, sizes.length, dataOffset],
        ...sizes.flatMap((size, sample) => [size, flags[sample]!]),
      ];
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(baseDecodeTime));
  const header = [
    DEFAULT_BASE_IS_MOOF | DEFAULT_DURATION_AND_FLAGS,
    PACKAGED_TRACK_ID,
    track.sampleDuration,
    usualFlags,
  ];
  return box(
    'moof',
    box('mfhd', words(0, number + 1)),
    box('traf', box('tfhd', words(...header)), box('tfdt', words(0x0100_0000), time), box('trun', words(...run))),
  );
}
