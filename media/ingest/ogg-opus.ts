const SAMPLES_PER_PACKET = 960;
const CRC_POLYNOMIAL = 0x04c11db7;
const FIRST_PAGE = 2;
/** Any: the file has one stream. */
const SERIAL = 1;
/** Version 1, two channels, a pre-skip of 0, 48 kHz, no gain, mapping family 0 (RFC 7845, section 5.1). */
const HEAD = Buffer.from('OpusHead\x01\x02\0\0\x80\xbb\0\0\0\0\0', 'latin1');
const TAGS = Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1');

/**
 * Wraps stored Opus packets of 20 ms for a decoder (RFC 7845). Its pre-skip is 0: prepared sound is counted from the first
 * sample that the first packet decodes to, as viewers do.
 */
export class OggOpus {
  #pages = 0;
  #packets = 0;

  head(): Buffer {
    return Buffer.concat([this.#page(HEAD, 0, FIRST_PAGE), this.#page(TAGS, 0, 0)]);
  }

  pages(packets: readonly Buffer[]): Buffer {
    return Buffer.concat(
      packets.map((packet) => {
        this.#packets += 1;
        return this.#page(packet, this.#packets * SAMPLES_PER_PACKET, 0);
      }),
    );
  }

  /** RFC 3533, section 6: one packet on a page of its own. */
  #page(packet: Buffer, granule: number, flags: number): Buffer {
    const fullLaces = Math.floor(packet.length / 255);
    const header = Buffer.alloc(28 + fullLaces, 255);
    header.write('OggS', 'latin1');
    header[4] = 0;
    header[5] = flags;
    header.writeBigUInt64LE(BigInt(granule), 6);
    header.writeUInt32LE(SERIAL, 14);
    header.writeUInt32LE(this.#pages, 18);
    header.writeUInt32LE(0, 22);
    header[26] = fullLaces + 1;
    header[header.length - 1] = packet.length % 255;
    this.#pages += 1;
    const page = Buffer.concat([header, packet]);
    page.writeUInt32LE(checksum(page), 22);
    return page;
  }
}

const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ CRC_POLYNOMIAL : crc << 1;
  return crc;
});

function checksum(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) crc = (crc << 8) ^ CRC_OF_BYTE[(crc >>> 24) ^ byte]!;
  return crc >>> 0;
}
