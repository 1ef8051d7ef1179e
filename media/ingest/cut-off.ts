import { readAt, withFile } from './file-kind.js';
import { IngestError } from './ingest-error.js';

/** Where a little is missing, it is the index. */
const TOLERATED_SHARE = 0.02;
const MOST_SEGMENTS = 4096;

/**
 * Compares the size that an AVI says it has with the size it has: ffmpeg takes what is there for all.
 * @throws IngestError source-incomplete
 */
export async function assertWholeRiff(path: string, sizeBytes: number): Promise<void> {
  const claimed = await withFile(path, async (file) => {
    let at = 0;
    for (let segment = 0; segment < MOST_SEGMENTS; segment += 1) {
      const head = await readAt(file, at, 12);
      if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF') break;
      if (!/^AVI[X ]$/.test(head.toString('latin1', 8, 12))) break;
      const size = head.readUInt32LE(4);
      // A recorder that was switched off has written no size.
      if (size === 0 || size === 0xffffffff) return 0;
      at += 8 + size + (size % 2);
    }
    return at;
  });
  const missing = (claimed - sizeBytes) / claimed;
  if (claimed === 0 || missing <= TOLERATED_SHARE) return;
  const percent = Math.round(missing * 100);
  throw new IngestError(
    'source-incomplete',
    `The last ${percent} % of the file are missing: the download or copy was cut off. Fetch it again and upload the whole.`,
  );
}
