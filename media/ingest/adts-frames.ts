/** Thrown for bytes that are not the AAC that was asked for. It is ffmpeg's fault, or ours. */
class AdtsError extends Error {}

const HEADER_BYTES = 7;
const CHECKSUM_BYTES = 2;
/** Profile, sample rate and channels of AAC-LC, 48 kHz, stereo. */
const LC_48_KHZ_STEREO = { profile: 1, rate: 3, channels: 2 };

/**
 * Cuts a stream of ADTS (ISO/IEC 13818-7, section 6.2) into raw access units.
 * @throws AdtsError unless each frame is one access unit of AAC-LC, 48 kHz, stereo, and the last one is whole.
 */
export async function* adtsFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let at = 0;
    while (pending.length - at >= HEADER_BYTES) {
      const { headBytes, frameBytes } = readHeader(pending, at);
      if (pending.length - at < frameBytes) break;
      yield pending.subarray(at + headBytes, at + frameBytes);
      at += frameBytes;
    }
    pending = pending.subarray(at);
  }
  if (pending.length > 0) throw new AdtsError('the AAC ends inside a frame');
}

function readHeader(bytes: Buffer, at: number): { headBytes: number; frameBytes: number } {
  const [b1, b2, b3, b4, b5, b6] = [1, 2, 3, 4, 5, 6].map((byte) => bytes[at + byte]!) as SixBytes;
  const isSynced = bytes[at] === 0xff && (b1 & 0xf6) === 0xf0;
  const headBytes = HEADER_BYTES + ((b1 & 1) === 0 ? CHECKSUM_BYTES : 0);
  const frameBytes = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
  if (!isSynced || frameBytes <= headBytes) throw new AdtsError('an AAC frame does not begin where one belongs');
  const profile = b2 >> 6;
  const rate = (b2 >> 2) & 15;
  const channels = ((b2 & 1) << 2) | (b3 >> 6);
  const wanted = LC_48_KHZ_STEREO;
  if (profile !== wanted.profile || rate !== wanted.rate || channels !== wanted.channels || (b6 & 3) !== 0) {
    throw new AdtsError(
      `an AAC frame has profile ${profile}, rate ${rate}, ${channels} channels, ${b6 & 3} more blocks`,
    );
  }
  return { headBytes, frameBytes };
}

type SixBytes = [number, number, number, number, number, number];
