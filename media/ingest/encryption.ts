import { readAt, readHead, withFile } from './file-kind.js';

const SAMPLES = 16;
const SAMPLE_BYTES = 64 * 1024;
const LEAST_SHARE = 0.1;
const TS_SYNC = 0x47;
/** The plain packet; behind a time code (M2TS); before error correction. */
const TS_PACKET_BYTES = [188, 192, 204];
/** The ASF objects that mark a file as encrypted (Advanced Systems Format, sections 3.14 to 3.16). */
const ASF_ENCRYPTION = [
  'fbb3112223bdd211b4b700a0c955fc6e',
  '14e68a292226174cb935dae07ee9289c',
  '338505438169e6499b74ad12cb86d58c',
];
/** ISO/IEC 13818-1, section 2.5.3.4. */
const PACK_START = 0x1ba;
const OPENSSL = 'Salted__';

/**
 * Whether a file is encrypted as a whole, without a word about it in ffmpeg's facts.
 * @param container undefined for a file that ffmpeg cannot open
 */
export async function isEncrypted(path: string, sizeBytes: number, container: string | undefined): Promise<boolean> {
  const head = await readHead(path);
  const count = counterFor(head, container);
  if (head.toString('latin1', 0, OPENSSL.length) === OPENSSL) return true;
  if (container?.startsWith('asf')) return ASF_ENCRYPTION.some((id) => head.includes(Buffer.from(id, 'hex')));
  if (count === undefined) return false;
  let [scrambled, all] = [0, 0];
  await withFile(path, async (file) => {
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const at = Math.floor((Math.max(0, sizeBytes - SAMPLE_BYTES) * sample) / (SAMPLES - 1));
      const counted = count(await readAt(file, at, SAMPLE_BYTES));
      scrambled += counted.scrambled;
      all += counted.all;
    }
  });
  return all > 0 && scrambled / all > LEAST_SHARE;
}

function counterFor(head: Buffer, container: string | undefined): ((bytes: Buffer) => Counted) | undefined {
  const isOpened = container !== undefined;
  if (isOpened ? /^mpegts\b/.test(container) : countScrambled(head).all > 0) return countScrambled;
  const isProgramme = isOpened ? /^mpeg\b/.test(container) : head.length > 4 && head.readUInt32BE(0) === PACK_START;
  return isProgramme ? countScrambledPes : undefined;
}

interface Counted {
  readonly scrambled: number;
  readonly all: number;
}

/** Packets of a transport stream whose transport_scrambling_control is set (ISO/IEC 13818-1, section 2.4.3.3). */
function countScrambled(bytes: Buffer): Counted {
  for (const size of TS_PACKET_BYTES) {
    for (let start = 0; start < size && start + 3 * size < bytes.length; start += 1) {
      if (![0, 1, 2, 3].every((packet) => bytes[start + packet * size] === TS_SYNC)) continue;
      let [scrambled, all] = [0, 0];
      for (let at = start; at + 4 <= bytes.length; at += size) {
        const hasPayload = (bytes[at + 3]! & 0x10) !== 0;
        const isNull = (bytes.readUInt16BE(at + 1) & 0x1fff) === 0x1fff;
        if (bytes[at] !== TS_SYNC || !hasPayload || isNull) continue;
        all += 1;
        if ((bytes[at + 3]! & 0xc0) >= 0x80) scrambled += 1;
      }
      return { scrambled, all };
    }
  }
  return { scrambled: 0, all: 0 };
}

/** PES packets of a programme stream whose PES_scrambling_control is set (section 2.4.3.7). */
function countScrambledPes(bytes: Buffer): Counted {
  let [scrambled, all] = [0, 0];
  const start = Buffer.of(0, 0, 1);
  for (let at = bytes.indexOf(start); at >= 0 && at + 7 <= bytes.length; at = bytes.indexOf(start, at + 3)) {
    const id = bytes[at + 3]!;
    const isMedia = id === 0xbd || (id >= 0xc0 && id <= 0xef);
    const flags = bytes[at + 6]!;
    if (!isMedia || (flags & 0xc0) !== 0x80) continue;
    all += 1;
    if ((flags & 0x30) !== 0) scrambled += 1;
  }
  return { scrambled, all };
}
