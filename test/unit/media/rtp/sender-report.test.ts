import { expect } from 'chai';
import fc from 'fast-check';
import { readNtpTime, writeNtpTime } from '../../../../media/rtp/ntp-time.js';
import { PacketWriter, stampPacket } from '../../../../media/rtp/packet-writer.js';
import { writeSenderReports } from '../../../../media/rtp/sender-report.js';
import { ABS_CAPTURE_TIME_ID } from '../../../../media/rtp/stream-identity.js';
import { readRtp, readSenderReports } from '../../../support/rtp-reader.js';

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** The current NTP era ends in February 2036. */
const timeMs = fc.double({ min: 0, max: Date.UTC(2036, 0, 1), noNaN: true });

describe('RTP wire', () => {
  it('P6 a sender report ties real NTP time to RTP time (RFC 3550, section 6.4.1)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ssrc: u32, timeMs, rtpTimestamp: u32, packetCount: fc.nat(), octetCount: fc.nat() }), {
          minLength: 1,
          maxLength: 4,
        }),
        (reports) => {
          const read = readSenderReports(writeSenderReports(reports));
          expect(read.map(({ ssrc, rtpTimestamp, packetCount }) => [ssrc, rtpTimestamp, packetCount])).to.deep.equal(
            reports.map(({ ssrc, rtpTimestamp, packetCount }) => [ssrc, rtpTimestamp, packetCount]),
          );
          for (const [index, report] of read.entries()) {
            expect(report.timeMs).to.be.closeTo(reports[index]!.timeMs, 1e-3);
          }
        },
      ),
    );
  });

  it('writes and reads NTP time to a fraction of a microsecond', () => {
    fc.assert(
      fc.property(timeMs, (instantMs) => {
        const bytes = Buffer.alloc(8);
        writeNtpTime(bytes, 0, instantMs);
        expect(readNtpTime(bytes, 0)).to.be.closeTo(instantMs, 1e-3);
      }),
    );
  });

  it('P6 stamps sequence number, timestamp and capture time in place, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        u32,
        timeMs,
        fc.boolean(),
        (sequence, timestamp, captureMs, room) => {
          const writer = new PacketWriter();
          const header = { payloadType: 102, marker: true, captureTime: room };
          Buffer.from('payload').copy(writer.packet(header, 7));
          const bytes = Buffer.alloc(writer.byteLength);
          writer.moveTo(bytes);
          stampPacket(bytes, { ssrc: 77, sequenceNumber: sequence, timestamp, captureTimeMs: captureMs });
          const packet = readRtp(bytes);
          expect(packet).to.include({ sequenceNumber: sequence, timestamp, ssrc: 77, payloadType: 102, marker: true });
          expect(packet.payload.toString()).to.equal('payload');
          const captureTime = packet.extensions.get(ABS_CAPTURE_TIME_ID);
          expect(captureTime === undefined).to.equal(!room);
          if (captureTime !== undefined) expect(readNtpTime(captureTime, 0)).to.be.closeTo(captureMs, 1e-3);
        },
      ),
    );
  });
});
