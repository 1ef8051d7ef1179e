import type { PacketWriter } from './packet-writer.js';
import { AUDIO_PAYLOAD_TYPE } from './stream-identity.js';

/** Packetises one Opus packet: it is the RTP payload as it stands (RFC 7587, section 4.2). */
export function packetizeOpus(sample: Buffer, writer: PacketWriter): void {
  const header = { payloadType: AUDIO_PAYLOAD_TYPE, marker: false, captureTime: true };
  sample.copy(writer.packet(header, sample.length));
}
