import { type Box, boxesIn, MalformedBoxError, wordReader } from './boxes.js';

/** Fields of a track fragment's header that stand before its default size, by their flags. */
const TFHD_FIELDS_BEFORE_SIZE: readonly (readonly [flag: number, bytes: number])[] = [
  [0x01, 8],
  [0x02, 4],
  [0x08, 4],
];
const TFHD_DEFAULT_SIZE_PRESENT = 0x10;
const TFHD_DEFAULT_FLAGS_PRESENT = 0x20;
const DATA_OFFSET_PRESENT = 0x001;
const FIRST_SAMPLE_FLAGS_PRESENT = 0x004;
const SAMPLE_SIZE_PRESENT = 0x200;
const SAMPLE_FLAGS_PRESENT = 0x400;
/** What a run may carry for each sample, in this order. */
const SAMPLE_FIELDS = [0x100, SAMPLE_SIZE_PRESENT, SAMPLE_FLAGS_PRESENT, 0x800];

/** Takes one sample, a view on the fragment's bytes, and its flags (ISO/IEC 14496-12, section 8.8.3.1). */
export type TakeSample = (data: Buffer, flags: number) => void;

interface Defaults {
  readonly trackId: number;
  readonly size: number;
  /** 0 where the fragment leaves them to the `trex`, as prepared files never do. */
  readonly flags: number;
}

/**
 * Reads the samples of a fragment in order, each track's from its runs (ISO/IEC 14496-12, section 8.8). Offsets count
 * from the `moof`, as `default-base-is-moof` and single fragments both have it.
 * @param takerOf returns what takes the samples of a track; undefined to skip the track
 * @throws MalformedBoxError
 */
export function readTrackRuns(fragment: Buffer, takerOf: (trackId: number) => TakeSample | undefined): void {
  const moof = boxesIn(fragment).find((box) => box.type === 'moof');
  if (moof === undefined) throw new MalformedBoxError('a fragment has no moof');
  for (const traf of boxesIn(fragment, moof.start, moof.end)) {
    if (traf.type !== 'traf') continue;
    const inside = boxesIn(fragment, traf.start, traf.end);
    const tfhd = inside.find((box) => box.type === 'tfhd');
    if (tfhd === undefined) throw new MalformedBoxError('a track fragment has no header');
    const defaults = readHeader(fragment, tfhd);
    const take = takerOf(defaults.trackId);
    if (take === undefined) continue;
    for (const run of inside) if (run.type === 'trun') readRun(fragment, run, defaults, take);
  }
}

function readHeader(bytes: Buffer, tfhd: Box): Defaults {
  const read = wordReader(bytes, tfhd);
  const present = read() & 0xffffff;
  const trackId = read();
  for (const [flag, length] of TFHD_FIELDS_BEFORE_SIZE) {
    if ((present & flag) !== 0) for (let field = 0; field < length; field += 4) read();
  }
  const size = (present & TFHD_DEFAULT_SIZE_PRESENT) === 0 ? 0 : read();
  const flags = (present & TFHD_DEFAULT_FLAGS_PRESENT) === 0 ? 0 : read();
  return { trackId, size, flags };
}

function readRun(bytes: Buffer, run: Box, defaults: Defaults, take: TakeSample): void {
  const read = wordReader(bytes, run);
  const present = read() & 0xffffff;
  const count = read();
  if ((present & DATA_OFFSET_PRESENT) === 0) throw new MalformedBoxError('a run does not say where its data is');
  let at = read() | 0;
  const firstFlags = (present & FIRST_SAMPLE_FLAGS_PRESENT) === 0 ? defaults.flags : read();
  for (let index = 0; index < count; index += 1) {
    let { size } = defaults;
    let flags = index === 0 ? firstFlags : defaults.flags;
    for (const field of SAMPLE_FIELDS) {
      if ((present & field) === 0) continue;
      const value = read();
      if (field === SAMPLE_SIZE_PRESENT) size = value;
      else if (field === SAMPLE_FLAGS_PRESENT) flags = value;
    }
    if (at < 0 || size === 0 || at + size > bytes.length) throw new MalformedBoxError('a sample leaves its file');
    take(bytes.subarray(at, at + size), flags);
    at += size;
  }
}
