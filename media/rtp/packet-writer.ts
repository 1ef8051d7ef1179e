import type { Millis } from '../../shared/units.js';
import { writeNtpTime } from './ntp-time.js';
import { ABS_CAPTURE_TIME_ID } from './stream-identity.js';

const FIXED_HEADER_BYTES = 12;
/** Profile word, then one-byte header, 8 bytes of NTP time and 3 of padding (RFC 8285, section 4.2). */
const EXTENSION_BYTES = 16;
const SEQUENCE_AT = 2;
const TIMESTAMP_AT = 4;
const SSRC_AT = 8;
const CAPTURE_TIME_AT = FIXED_HEADER_BYTES + 5;
const EXTENSION_FLAG = 0x10;
const FIRST_SIZE = 1 << 20;

export interface PacketHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  /** Leaves room for `abs-capture-time`. */
  readonly captureTime: boolean;
}

/**
 * Writes RTP packets (RFC 3550, section 5.1) one behind the other. What differs between feeds and layers stays
 * zero here and is stamped as a packet leaves: see {@link stampPacket}.
 */
export class PacketWriter {
  #buffer = Buffer.allocUnsafeSlow(FIRST_SIZE);
  #length = 0;
  #ends: number[] = [];

  get packetCount(): number {
    return this.#ends.length;
  }

  /** Starts a packet with room for a payload, and returns where the payload goes; fill it before the next call. */
  packet(header: PacketHeader, payloadBytes: number): Buffer {
    const headerBytes = FIXED_HEADER_BYTES + (header.captureTime ? EXTENSION_BYTES : 0);
    const start = this.#reserve(headerBytes + payloadBytes);
    const buffer = this.#buffer;
    buffer.fill(0, start, start + headerBytes);
    buffer[start] = 0x80 | (header.captureTime ? EXTENSION_FLAG : 0);
    buffer[start + 1] = (header.marker ? 0x80 : 0) | header.payloadType;
    if (header.captureTime) {
      buffer.writeUInt16BE(0xbede, start + 12);
      buffer.writeUInt16BE(EXTENSION_BYTES / 4 - 1, start + 14);
      buffer[start + 16] = (ABS_CAPTURE_TIME_ID << 4) | (8 - 1);
    }
    this.#ends.push(this.#length);
    return buffer.subarray(start + headerBytes, this.#length);
  }

  get byteLength(): number {
    return this.#length;
  }

  /** Moves the packets to a buffer with room for them, and starts anew. Returns where each packet ends in it. */
  moveTo(target: Buffer): Uint32Array {
    this.#buffer.copy(target, 0, 0, this.#length);
    const ends = Uint32Array.from(this.#ends);
    this.clear();
    return ends;
  }

  clear(): void {
    this.#length = 0;
    this.#ends = [];
  }

  #reserve(bytes: number): number {
    const start = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(this.#length)));
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    return start;
  }
}

export interface PacketStamp {
  readonly ssrc: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  /** Ignored where the packet has no room for it. */
  readonly captureTimeMs: Millis;
}

/** Stamps a written packet for one stream of one feed, in place. */
export function stampPacket(packet: Buffer, stamp: PacketStamp): void {
  packet.writeUInt16BE(stamp.sequenceNumber, SEQUENCE_AT);
  packet.writeUInt32BE(stamp.timestamp, TIMESTAMP_AT);
  packet.writeUInt32BE(stamp.ssrc, SSRC_AT);
  if ((packet[0]! & EXTENSION_FLAG) !== 0) writeNtpTime(packet, CAPTURE_TIME_AT, stamp.captureTimeMs);
}
