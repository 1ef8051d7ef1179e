import { type Box, boxesIn, MalformedBoxError, wordReader } from '../mp4/boxes.js';
import { box, words } from '../mp4/write-box.js';
import { PACKAGED_TRACK_ID, type SegmentTrack } from './segment-track.js';

/** The first is the major one; `cmfc` is that of CMAF tracks (ISO/IEC 23000-19). */
const BRANDS = ['iso6', 'cmfc', 'mp41'];
/** `track_enabled` and `track_in_movie`: in the stored file the lower layers are switched off. */
const TRACK_IS_SHOWN = 0x3;

/**
 * The init segment of one track (a CMAF header, ISO/IEC 23000-19), cut out of the head of `media.mp4`.
 * @param head `media.mp4` up to its first fragment
 * @throws MalformedBoxError when it has no such track
 */
export function initSegment(head: Buffer, { storedId }: SegmentTrack): Buffer {
  const moov = only(boxesIn(head), 'moov');
  const inMovie = boxesIn(head, moov.start, moov.end);
  const mvex = only(inMovie, 'mvex');
  const brands = Buffer.from(BRANDS.join(''), 'latin1');
  return Buffer.concat([
    box('ftyp', brands.subarray(0, 4), words(0), brands),
    box(
      'moov',
      movieHeader(head, only(inMovie, 'mvhd')),
      trackBox(head, inMovie, storedId),
      box('mvex', trackDefaults(head, mvex, storedId)),
    ),
  ]);
}

/** Its last field is the number of the next track. */
function movieHeader(head: Buffer, { offset, start, end }: Box): Buffer {
  if (end - start < 4) throw new MalformedBoxError('the mvhd is cut off');
  const copy = Buffer.from(head.subarray(offset, end));
  copy.writeUInt32BE(PACKAGED_TRACK_ID + 1, copy.length - 4);
  return copy;
}

function trackBox(head: Buffer, inMovie: readonly Box[], storedId: number): Buffer {
  for (const trak of inMovie) {
    if (trak.type !== 'trak') continue;
    const tkhd = only(boxesIn(head, trak.start, trak.end), 'tkhd');
    const idOffset = trackIdOffset(head, tkhd);
    if (head.readUInt32BE(idOffset) !== storedId) continue;
    const copy = Buffer.from(head.subarray(trak.offset, trak.end));
    copy.writeUInt32BE(PACKAGED_TRACK_ID, idOffset - trak.offset);
    const flagsOffset = tkhd.start - trak.offset;
    copy.writeUInt32BE(copy.readUInt32BE(flagsOffset) | TRACK_IS_SHOWN, flagsOffset);
    return copy;
  }
  throw new MalformedBoxError(`the head has no trak of track ${storedId}`);
}

/** ISO/IEC 14496-12, section 8.3.2: behind two times, which have 64 bits each in version 1. */
function trackIdOffset(head: Buffer, tkhd: Box): number {
  const version = wordReader(head, tkhd)() >>> 24;
  const offset = tkhd.start + (version === 1 ? 20 : 12);
  if (offset + 4 > tkhd.end) throw new MalformedBoxError('a tkhd is cut off');
  return offset;
}

/** ISO/IEC 14496-12, section 8.8.3. */
function trackDefaults(head: Buffer, mvex: Box, storedId: number): Buffer {
  const trex = boxesIn(head, mvex.start, mvex.end).find(
    (one) => one.type === 'trex' && secondWord(head, one) === storedId,
  );
  if (trex === undefined) throw new MalformedBoxError(`the head has no trex of track ${storedId}`);
  const copy = Buffer.from(head.subarray(trex.offset, trex.end));
  copy.writeUInt32BE(PACKAGED_TRACK_ID, trex.start + 4 - trex.offset);
  return copy;
}

function secondWord(head: Buffer, found: Box): number {
  const read = wordReader(head, found);
  read();
  return read();
}

function only(boxes: readonly Box[], type: string): Box {
  const [first, second] = boxes.filter((one) => one.type === type);
  if (first === undefined || second !== undefined) throw new MalformedBoxError(`the head has not one ${type}`);
  return first;
}
