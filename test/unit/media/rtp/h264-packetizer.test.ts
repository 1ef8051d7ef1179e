import { expect } from 'chai';
import fc from 'fast-check';
import { MalformedSampleError, packetizeH264 } from '../../../../media/rtp/h264-packetizer.js';
import { PacketWriter } from '../../../../media/rtp/packet-writer.js';
import { readNalUnits, readRtp } from '../../../support/rtp-reader.js';
import { lengthPrefixed } from '../../../support/synthetic-media.js';

function packetize(sample: Buffer) {
  const writer = new PacketWriter();
  const isIdr = packetizeH264(sample, writer);
  const bytes = Buffer.alloc(writer.byteLength);
  const ends = writer.moveTo(bytes);
  const packets = [...ends].map((end, index) => readRtp(bytes.subarray(ends[index - 1] ?? 0, end)));
  return { isIdr, packets };
}

const nal = (type: number, maxBytes: number) =>
  fc.uint8Array({ minLength: 1, maxLength: maxBytes }).map((body) => Buffer.from([0x60 | type, ...body]));
const frame = fc.record({
  idr: fc.boolean(),
  slices: fc.array(fc.oneof(nal(1, 200), nal(1, 4000)), { minLength: 1, maxLength: 4 }),
  sps: nal(7, 40),
  pps: nal(8, 10),
});

describe('H.264 packetizer (RFC 6184)', () => {
  it('carries every NAL unit whole, in order, whatever its size', () => {
    fc.assert(
      fc.property(frame, ({ idr, slices, sps, pps }) => {
        const nals = idr ? [sps, pps, ...slices] : slices;
        const { packets } = packetize(lengthPrefixed(nals));
        expect(readNalUnits(packets.map(({ payload }) => payload))).to.deep.equal(nals);
      }),
    );
  });

  it('keeps payloads at 1150 bytes or less, marks the last packet alone, leaves room for the capture time in the first', () => {
    fc.assert(
      fc.property(frame, ({ slices }) => {
        const { packets } = packetize(lengthPrefixed(slices));
        for (const [index, packet] of packets.entries()) {
          expect(packet.payload.length).to.be.at.most(1150);
          expect(packet.marker).to.equal(index === packets.length - 1);
          expect(packet.extensions.size).to.equal(index === 0 ? 1 : 0);
        }
      }),
    );
  });

  it('puts SPS and PPS into one packet in front of the IDR, so that a decoder can start there', () => {
    const idr = Buffer.concat([Buffer.from([0x65]), Buffer.alloc(3000, 7)]);
    const { isIdr, packets } = packetize(lengthPrefixed([Buffer.from([0x67, 1]), Buffer.from([0x68, 2]), idr]));
    expect(isIdr).to.equal(true);
    expect(packets[0]!.payload[0]! & 0x1f).to.equal(24);
    expect(packets).to.have.length(4);
  });

  it('does not call an IDR without parameter sets a place to start', () => {
    expect(packetize(lengthPrefixed([Buffer.from([0x65, 1, 2])])).isIdr).to.equal(false);
  });

  it('drops what no viewer needs: delimiters, SEI, filler', () => {
    const slice = Buffer.from([0x41, 9]);
    const { packets } = packetize(lengthPrefixed([Buffer.from([0x09, 0xf0]), Buffer.from([0x06, 5]), slice]));
    expect(packets.map(({ payload }) => payload)).to.deep.equal([slice]);
  });

  it('refuses any other bytes with one kind of error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          packetize(Buffer.from(bytes));
        } catch (error) {
          expect(error).to.be.instanceOf(MalformedSampleError);
        }
      }),
    );
    expect(() => packetize(Buffer.from([0, 0, 0, 9, 0x41]))).to.throw(MalformedSampleError);
    expect(() => packetize(Buffer.alloc(0))).to.throw(MalformedSampleError, 'no slice');
  });
});
