import { runFfmpeg } from '../support/ffmpeg-run.js';

const SAMPLES_PER_PACKET = 960;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;

/**
 * Decodes Opus packets one after the other, from the first sample on, as an RTP receiver does: there is no pre-skip and no
 * edit list. (They are wrapped in Ogg, RFC 7845, with a pre-skip of 0, for ffmpeg to read.)
 *
 * @returns 48 kHz, left and right in turn.
 */
export async function decodeOpusPackets(packets: readonly Buffer[]): Promise<Float32Array> {
  const pcm = await runFfmpeg(['-f', 'ogg', '-i', 'pipe:0', '-f', 'f32le', '-ac', '2', 'pipe:1'], [oggFile(packets)]);
  return new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length));
}

function oggFile(packets: readonly Buffer[]): Buffer {
  const head = Buffer.from('OpusHead\x01\x02\0\0\x80\xbb\0\0\0\0\0', 'latin1');
  const tags = Buffer.from('OpusTags\x04\0\0\0test\0\0\0\0', 'latin1');
  const pages = [oggPage(head, 0, 0, FIRST_PAGE), oggPage(tags, 1, 0, 0)];
  for (const [index, packet] of packets.entries()) {
    const flags = index === packets.length - 1 ? LAST_PAGE : 0;
    pages.push(oggPage(packet, index + 2, (index + 1) * SAMPLES_PER_PACKET, flags));
  }
  return Buffer.concat(pages);
}

/** RFC 3533, section 6: one packet on a page of its own. */
function oggPage(packet: Buffer, sequence: number, granule: number, flags: number): Buffer {
  const lacing = [...Array.from({ length: Math.floor(packet.length / 255) }, () => 255), packet.length % 255];
  const header = Buffer.alloc(27);
  header.write('OggS');
  header[5] = flags;
  header.writeBigUInt64LE(BigInt(granule), 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(sequence, 18);
  header[26] = lacing.length;
  const page = Buffer.concat([header, Buffer.from(lacing), packet]);
  page.writeUInt32LE(oggChecksum(page), 22);
  return page;
}

/** Ogg's checksum: polynomial 0x04c11db7, not reflected, from 0. */
export function oggChecksum(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

/** The root mean square of a stretch of sound, in dB of full scale. */
export function levelDb(sound: Float32Array, fromSample: number, samples: number): number {
  const part = sound.subarray(fromSample * 2, (fromSample + samples) * 2);
  const power = part.reduce((sum, value) => sum + value * value, 0) / part.length;
  return 10 * Math.log10(power + 1e-12);
}

/** Where sound starts again after silence, in seconds. */
export function soundOnsets(sound: Float32Array, threshold = 0.05): number[] {
  const quietSamples = 4800;
  const onsets: number[] = [];
  let lastLoud = -quietSamples;
  for (let sample = 0; sample < sound.length / 2; sample += 1) {
    if (Math.abs(sound[sample * 2]!) < threshold) continue;
    if (sample - lastLoud >= quietSamples) onsets.push(sample / 48_000);
    lastLoud = sample;
  }
  return onsets;
}
