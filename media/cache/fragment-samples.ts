/** Thrown for bytes that are not one `moof` and its `mdat`; the media is damaged. */
export class MalformedFragmentError extends Error {}

const SAMPLE_SIZE_PRESENT = 0x200;
const DATA_OFFSET_PRESENT = 0x001;
/** What else a run may carry for each sample, and its flag. */
const SAMPLE_FIELDS = [0x100, SAMPLE_SIZE_PRESENT, 0x400, 0x800];
const FIRST_SAMPLE_FLAGS_PRESENT = 0x004;
const TFHD_FIELDS_BEFORE_SIZE: readonly (readonly [flag: number, bytes: number])[] = [
  [0x01, 8],
  [0x02, 4],
  [0x08, 4],
];
const TFHD_DEFAULT_SIZE_PRESENT = 0x10;

/**
 * The samples of each track in one fragment (ISO/IEC 14496-12, section 8.8), as views on its bytes. Offsets count from
 * the `moof`, as `default-base-is-moof` and single fragments both have it.
 * @throws MalformedFragmentError
 */
export function readFragmentSamples(fragment: Buffer): Map<number, Buffer[]> {
  const moof = boxes(fragment, 0, fragment.length).find((box) => box.type === 'moof');
  if (moof === undefined) throw new MalformedFragmentError('a fragment has no moof');
  const tracks = new Map<number, Buffer[]>();
  for (const traf of boxes(fragment, moof.start, moof.end)) {
    if (traf.type !== 'traf') continue;
    const inside = boxes(fragment, traf.start, traf.end);
    const tfhd = inside.find((box) => box.type === 'tfhd');
    if (tfhd === undefined) throw new MalformedFragmentError('a track fragment has no header');
    const { trackId, defaultSize } = readHeader(fragment, tfhd);
    const samples: Buffer[] = tracks.get(trackId) ?? [];
    for (const run of inside) {
      if (run.type === 'trun') readRun(fragment, run, defaultSize, samples);
    }
    tracks.set(trackId, samples);
  }
  return tracks;
}

interface Box {
  readonly type: string;
  /** Of the body. */
  readonly start: number;
  readonly end: number;
}

function boxes(bytes: Buffer, start: number, end: number): Box[] {
  const found: Box[] = [];
  for (let at = start; at < end; ) {
    if (at + 8 > end) throw new MalformedFragmentError('a box is cut off');
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > end) throw new MalformedFragmentError('a box leaves its parent');
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at + 8, end: at + size });
    at += size;
  }
  return found;
}

function readHeader(bytes: Buffer, { start, end }: Box): { trackId: number; defaultSize: number } {
  const read = boundedReader(bytes, start, end);
  const flags = read() & 0xffffff;
  const trackId = read();
  for (const [flag, length] of TFHD_FIELDS_BEFORE_SIZE) {
    if ((flags & flag) !== 0) for (let field = 0; field < length; field += 4) read();
  }
  return { trackId, defaultSize: (flags & TFHD_DEFAULT_SIZE_PRESENT) === 0 ? 0 : read() };
}

function readRun(bytes: Buffer, { start, end }: Box, defaultSize: number, samples: Buffer[]): void {
  const read = boundedReader(bytes, start, end);
  const flags = read() & 0xffffff;
  const count = read();
  if ((flags & DATA_OFFSET_PRESENT) === 0) throw new MalformedFragmentError('a run does not say where its data is');
  let at = read() | 0;
  if ((flags & FIRST_SAMPLE_FLAGS_PRESENT) !== 0) read();
  for (let index = 0; index < count; index += 1) {
    let size = defaultSize;
    for (const field of SAMPLE_FIELDS) {
      if ((flags & field) === 0) continue;
      const value = read();
      if (field === SAMPLE_SIZE_PRESENT) size = value;
    }
    if (at < 0 || size === 0 || at + size > bytes.length) throw new MalformedFragmentError('a sample leaves its file');
    samples.push(bytes.subarray(at, at + size));
    at += size;
  }
}

/** Reads 32-bit words one after the other and not past the end of the box. */
function boundedReader(bytes: Buffer, start: number, end: number): () => number {
  let at = start;
  return () => {
    if (at + 4 > end) throw new MalformedFragmentError('a box is shorter than its fields');
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
}
