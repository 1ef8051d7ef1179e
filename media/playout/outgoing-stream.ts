import { rtpTimeAt } from '../../shared/rtp-time.js';
import type { Millis } from '../../shared/units.js';
import { stampPacket } from '../rtp/packet-writer.js';
import type { SenderReport } from '../rtp/sender-report.js';

/** mediasoup takes a stream that starts with 0 for one that has wrapped, and rates it by 65,536 packets lost. */
const FIRST_SEQUENCE_NUMBER = 1;

/** One SSRC of a feed: its sequence numbers run on through every boundary, filler and edit (P5). */
export class OutgoingStream {
  #sequenceNumber = FIRST_SEQUENCE_NUMBER;
  #packets = 0;
  #octets = 0;

  constructor(
    readonly ssrc: number,
    readonly clockHz: number,
  ) {}

  get started(): boolean {
    return this.#packets > 0;
  }

  stamp(packet: Buffer, timestamp: number, captureTimeMs: Millis): void {
    stampPacket(packet, { ssrc: this.ssrc, sequenceNumber: this.#sequenceNumber, timestamp, captureTimeMs });
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    this.#packets += 1;
    this.#octets += packet.length;
  }

  reportAt(timeMs: Millis): SenderReport {
    return {
      ssrc: this.ssrc,
      timeMs,
      rtpTimestamp: rtpTimeAt(timeMs, this.clockHz),
      packetCount: this.#packets,
      octetCount: this.#octets,
    };
  }
}
