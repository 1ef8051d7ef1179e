/** How many samples at 48 kHz an Opus packet of one frame holds, or 0 for any other packet (RFC 6716, section 3.1). */
export function opusFrameSamples(packet: Buffer): number {
  const toc = packet[0];
  if (toc === undefined || (toc & 0x03) !== 0) return 0;
  const config = toc >> 3;
  if (config < 12) return [480, 960, 1920, 2880][config & 3]!; // SILK
  if (config < 16) return [480, 960][config & 1]!; // hybrid
  return [120, 240, 480, 960][config & 3]!; // CELT
}
