import type { Millis } from '../../shared/units.js';

/** Seconds from the NTP era (1900) to the Unix epoch (RFC 5905, section 6). */
const NTP_UNIX_OFFSET_SECONDS = 2_208_988_800;

/** Writes an instant as a 64-bit NTP timestamp: 32 bits of seconds, 32 bits of fraction, 8 bytes at `at`. */
export function writeNtpTime(target: Buffer, at: number, timeMs: Millis): void {
  const seconds = Math.floor(timeMs / 1000);
  const fraction = Math.floor(((timeMs - seconds * 1000) / 1000) * 2 ** 32);
  target.writeUInt32BE((seconds + NTP_UNIX_OFFSET_SECONDS) % 2 ** 32, at);
  target.writeUInt32BE(fraction, at + 4);
}

/** The inverse, for the current NTP era. */
export function readNtpTime(source: Buffer, at: number): Millis {
  return (source.readUInt32BE(at) - NTP_UNIX_OFFSET_SECONDS) * 1000 + (source.readUInt32BE(at + 4) * 1000) / 2 ** 32;
}
