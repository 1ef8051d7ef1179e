/** Reads RTP and RTCP as a receiver would, sharing no code with the writer. */
export interface ReadPacket {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** By one-byte extension id (RFC 8285). */
  readonly extensions: ReadonlyMap<number, Buffer>;
  readonly payload: Buffer;
}

export function readRtp(packet: Buffer): ReadPacket {
  const [first, second] = [packet[0]!, packet[1]!];
  if (first >>> 6 !== 2) throw new Error('not RTP version 2');
  const csrcBytes = (first & 0x0f) * 4;
  let at = 12 + csrcBytes;
  const extensions = new Map<number, Buffer>();
  if ((first & 0x10) !== 0) {
    if (packet.readUInt16BE(at) !== 0xbede) throw new Error('not one-byte header extensions');
    const end = at + 4 + packet.readUInt16BE(at + 2) * 4;
    for (at += 4; at < end; ) {
      const header = packet[at]!;
      at += 1;
      if (header === 0) continue;
      const length = (header & 0x0f) + 1;
      extensions.set(header >>> 4, packet.subarray(at, at + length));
      at += length;
    }
  }
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    extensions,
    payload: packet.subarray(at),
  };
}

/** The NAL units that some packets of one frame carry (RFC 6184, packetization-mode 1). */
export function readNalUnits(payloads: readonly Buffer[]): Buffer[] {
  const nals: Buffer[] = [];
  let fragments: Buffer[] | undefined;
  for (const payload of payloads) {
    const type = payload[0]! & 0x1f;
    if (type === 24) {
      for (let at = 1; at < payload.length; ) {
        const length = payload.readUInt16BE(at);
        nals.push(payload.subarray(at + 2, at + 2 + length));
        at += 2 + length;
      }
    } else if (type === 28) {
      const header = payload[1]!;
      if ((header & 0x80) !== 0) fragments = [Buffer.from([(payload[0]! & 0xe0) | (header & 0x1f)])];
      if (fragments === undefined) throw new Error('a fragment without its start');
      fragments.push(payload.subarray(2));
      if ((header & 0x40) !== 0) {
        nals.push(Buffer.concat(fragments));
        fragments = undefined;
      }
    } else nals.push(payload);
  }
  if (fragments !== undefined) throw new Error('a fragment without its end');
  return nals;
}

export interface ReadReport {
  readonly ssrc: number;
  /** UTC milliseconds. */
  readonly timeMs: number;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
}

export function readSenderReports(compound: Buffer): ReadReport[] {
  const reports: ReadReport[] = [];
  for (let at = 0; at < compound.length; at += (compound.readUInt16BE(at + 2) + 1) * 4) {
    if (compound[at + 1] !== 200) throw new Error('not a sender report');
    const seconds = compound.readUInt32BE(at + 8) - 2_208_988_800;
    reports.push({
      ssrc: compound.readUInt32BE(at + 4),
      timeMs: seconds * 1000 + (compound.readUInt32BE(at + 12) / 2 ** 32) * 1000,
      rtpTimestamp: compound.readUInt32BE(at + 16),
      packetCount: compound.readUInt32BE(at + 20),
    });
  }
  return reports;
}
