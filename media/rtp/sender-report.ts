import type { Millis } from '../../shared/units.js';
import { writeNtpTime } from './ntp-time.js';

const SENDER_REPORT_BYTES = 28;
const PACKET_TYPE_SR = 200;

export interface SenderReport {
  readonly ssrc: number;
  /** An instant, and what the stream's RTP clock shows at it. */
  readonly timeMs: Millis;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  readonly octetCount: number;
}

/** One compound RTCP packet of sender reports without report blocks (RFC 3550, section 6.4.1). */
export function writeSenderReports(reports: readonly SenderReport[]): Buffer {
  const compound = Buffer.alloc(reports.length * SENDER_REPORT_BYTES);
  for (const [index, report] of reports.entries()) {
    const at = index * SENDER_REPORT_BYTES;
    compound[at] = 0x80;
    compound[at + 1] = PACKET_TYPE_SR;
    compound.writeUInt16BE(SENDER_REPORT_BYTES / 4 - 1, at + 2);
    compound.writeUInt32BE(report.ssrc, at + 4);
    writeNtpTime(compound, at + 8, report.timeMs);
    compound.writeUInt32BE(report.rtpTimestamp, at + 16);
    compound.writeUInt32BE(report.packetCount % 2 ** 32, at + 20);
    compound.writeUInt32BE(report.octetCount % 2 ** 32, at + 24);
  }
  return compound;
}
