import type { PacketWriter } from './packet-writer.js';
import { VIDEO_PAYLOAD_TYPE } from './stream-identity.js';

/** The SFU repairs loss only of packets that stay under 1500 bytes with all that is added on the way. */
const MAX_PAYLOAD_BYTES = 1150;

const NAL_IDR = 5;
const NAL_SPS = 7;
const NAL_PPS = 8;
const NAL_STAP_A = 24;
const NAL_FU_A = 28;
const FU_START = 0x80;
const FU_END = 0x40;
/** Access unit delimiter, SEI and filler carry nothing a viewer needs. */
const DROPPED_NALS = new Set([6, 9, 12]);

/** Thrown for bytes that are not one AVC sample; the media is damaged. */
export class MalformedSampleError extends Error {}

/**
 * Packetises one sample (NAL units behind 4-byte lengths, ISO/IEC 14496-15) in packetization-mode 1 (RFC 6184): SPS and
 * PPS in one STAP-A, small NAL units whole, large ones as FU-A; the marker on the last packet.
 * @returns whether the sample is an IDR that a decoder can start with.
 * @throws MalformedSampleError
 */
export function packetizeH264(sample: Buffer, writer: PacketWriter): boolean {
  const parameterSets: Buffer[] = [];
  const slices: Buffer[] = [];
  for (const nal of nalUnits(sample)) {
    const type = nal[0]! & 0x1f;
    if (type === NAL_SPS || type === NAL_PPS) parameterSets.push(nal);
    else if (!DROPPED_NALS.has(type)) slices.push(nal);
  }
  if (slices.length === 0) throw new MalformedSampleError('a video sample has no slice');
  let first = true;
  const packet = (bytes: number, marker: boolean): Buffer => {
    const target = writer.packet({ payloadType: VIDEO_PAYLOAD_TYPE, marker, captureTime: first }, bytes);
    first = false;
    return target;
  };
  if (parameterSets.length > 0) writeAggregate(parameterSets, packet);
  for (const [index, slice] of slices.entries()) {
    const last = index === slices.length - 1;
    if (slice.length <= MAX_PAYLOAD_BYTES) slice.copy(packet(slice.length, last));
    else writeFragments(slice, last, packet);
  }
  const isIdr = slices.some((slice) => (slice[0]! & 0x1f) === NAL_IDR);
  return isIdr && parameterSets.length >= 2;
}

type PacketAllocator = (payloadBytes: number, marker: boolean) => Buffer;

function* nalUnits(sample: Buffer): Generator<Buffer> {
  let at = 0;
  while (at < sample.length) {
    if (at + 4 > sample.length) throw new MalformedSampleError('a NAL unit length is cut off');
    const length = sample.readUInt32BE(at);
    at += 4;
    if (length === 0 || at + length > sample.length) throw new MalformedSampleError('a NAL unit leaves its sample');
    yield sample.subarray(at, at + length);
    at += length;
  }
}

/** RFC 6184, section 5.7.1. */
function writeAggregate(nals: readonly Buffer[], packet: PacketAllocator): void {
  const bytes = nals.reduce((sum, nal) => sum + 2 + nal.length, 1);
  if (bytes > MAX_PAYLOAD_BYTES) throw new MalformedSampleError('the parameter sets do not fit one packet');
  const target = packet(bytes, false);
  const highestRefIdc = Math.max(...nals.map((nal) => nal[0]! & 0x60));
  target[0] = highestRefIdc | NAL_STAP_A;
  let at = 1;
  for (const nal of nals) {
    target.writeUInt16BE(nal.length, at);
    nal.copy(target, at + 2);
    at += 2 + nal.length;
  }
}

/** RFC 6184, section 5.8. The pieces are of nearly equal size, so that none is a crumb. */
function writeFragments(nal: Buffer, lastOfFrame: boolean, packet: PacketAllocator): void {
  const body = nal.subarray(1);
  const pieces = Math.ceil(body.length / (MAX_PAYLOAD_BYTES - 2));
  const pieceBytes = Math.ceil(body.length / pieces);
  for (let start = 0; start < body.length; start += pieceBytes) {
    const end = Math.min(start + pieceBytes, body.length);
    const isLast = end === body.length;
    const target = packet(2 + end - start, lastOfFrame && isLast);
    target[0] = (nal[0]! & 0x60) | NAL_FU_A;
    target[1] = (nal[0]! & 0x1f) | (start === 0 ? FU_START : 0) | (isLast ? FU_END : 0);
    body.copy(target, 2, start, end);
  }
}
