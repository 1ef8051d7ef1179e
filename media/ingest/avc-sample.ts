const NAL_SLICE = 1;
const NAL_IDR_SLICE = 5;
const NAL_SPS = 7;
const NAL_PPS = 8;
/** Slice types 0 and 2 are P and I, and 5 and 7 the same for all slices of a picture (ITU-T H.264, table 7-6). */
const CONSTRAINED_BASELINE_SLICES = new Set([0, 2, 5, 7]);
const PROFILE_BASELINE = 66;
const CONSTRAINT_SET1 = 0x40;

/** What one AVC sample is to a decoder. */
export interface AvcSample {
  readonly isIdr: boolean;
  /** SPS and PPS, in front of the first slice. */
  readonly hasParameterSets: boolean;
  /** What is in it that the house format does not allow. */
  readonly foreign: string | undefined;
}

/** Reads the NAL unit heads of a sample: units behind 4-byte lengths (ISO/IEC 14496-15, section 5.3.4.2). */
export function inspectAvcSample(sample: Buffer): AvcSample {
  let [sps, pps, slices, idrSlices] = [0, 0, 0, 0];
  let foreign: string | undefined;
  for (let at = 0; at < sample.length; ) {
    const length = at + 4 <= sample.length ? sample.readUInt32BE(at) : 0;
    const nal = sample.subarray(at + 4, at + 4 + length);
    if (length === 0 || nal.length < length) {
      foreign ??= 'a NAL unit that leaves its sample';
      break;
    }
    const type = nal[0]! & 0x1f;
    if (type === NAL_SPS && slices === 0) {
      sps += 1;
      if (!isConstrainedBaseline(nal)) foreign ??= 'a profile that is not constrained baseline';
    } else if (type === NAL_PPS && slices === 0) {
      pps += 1;
    } else if (type === NAL_SLICE || type === NAL_IDR_SLICE) {
      slices += 1;
      if (type === NAL_IDR_SLICE) idrSlices += 1;
      if (!CONSTRAINED_BASELINE_SLICES.has(sliceType(nal))) foreign ??= 'a B slice';
    } else {
      foreign ??= `a NAL unit of type ${type}`;
    }
    at += 4 + length;
  }
  if (slices === 0) foreign ??= 'a sample without a picture';
  return { isIdr: slices > 0 && idrSlices === slices, hasParameterSets: sps > 0 && pps > 0, foreign };
}

/** ITU-T H.264, section 7.3.2.1.1: profile_idc, then the constraint flags from the highest bit. */
function isConstrainedBaseline(sps: Buffer): boolean {
  return sps[1] === PROFILE_BASELINE && (sps[2]! & CONSTRAINT_SET1) !== 0;
}

/** ITU-T H.264, section 7.3.3: first_mb_in_slice, then slice_type, both ue(v). */
function sliceType(nal: Buffer): number {
  let bit = 8;
  const nextBit = (): number => {
    const value = ((nal[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    bit += 1;
    return value;
  };
  const expGolomb = (): number => {
    let zeros = 0;
    while (zeros < 31 && nextBit() === 0) zeros += 1;
    let value = 1;
    for (let index = 0; index < zeros; index += 1) value = value * 2 + nextBit();
    return value - 1;
  };
  expGolomb();
  return expGolomb();
}
