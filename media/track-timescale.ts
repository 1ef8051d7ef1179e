/**
 * Ticks per second of a track, from the header (`ftyp`, `moov`) of an MP4: ISO/IEC 14496-12, 8.3.2 and 8.4.2.
 * @throws when it has no such track
 */
export function trackTimescale(header: Buffer, trackId: number): number {
  for (const track of boxesIn(header, 'moov').flatMap((moov) => boxesIn(moov, 'trak'))) {
    const [tkhd] = boxesIn(track, 'tkhd');
    const [mdhd] = boxesIn(track, 'mdia').flatMap((media) => boxesIn(media, 'mdhd'));
    if (tkhd !== undefined && mdhd !== undefined && fieldBehindTimes(tkhd) === trackId) return fieldBehindTimes(mdhd);
  }
  throw new Error(`the file has no track ${trackId}`);
}

const NAME_BYTES = 8;

/** The contents of the boxes of a type, one level deep. */
function boxesIn(bytes: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + NAME_BYTES <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (size < NAME_BYTES) break;
    if (bytes.toString('latin1', at + 4, at + NAME_BYTES) === type)
      found.push(bytes.subarray(at + NAME_BYTES, at + size));
    at += size;
  }
  return found;
}

/** Both headers begin alike: the version, flags and two times, which have 64 bits in version 1. */
function fieldBehindTimes(contents: Buffer): number {
  return contents.readUInt32BE(contents.readUInt8(0) === 1 ? 20 : 12);
}
