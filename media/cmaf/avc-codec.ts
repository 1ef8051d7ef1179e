import { MalformedBoxError } from '../mp4/boxes.js';

const NAME = Buffer.from('avcC', 'latin1');

/** RFC 6381, section 3.3: `avc1.` with the profile, its constraints and the level that an init segment names. */
export function avcCodec(initSegment: Buffer): string {
  const start = initSegment.indexOf(NAME) + NAME.length;
  // ISO/IEC 14496-15, section 5.3.3.1: behind the version of the record.
  const profile = initSegment.subarray(start + 1, start + 4);
  if (start < NAME.length || profile.length < 3) throw new MalformedBoxError('an init segment has no avcC');
  return `avc1.${profile.toString('hex')}`;
}
