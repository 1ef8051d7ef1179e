import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../../http/answer.js';

export interface RangedFile {
  readonly size: number;
  stream(range: { offset: number; length: number }): Promise<Readable>;
}

/** A file that never changes under its address, whole or in part (RFC 9110, section 14): players ask for what they show. */
export function rangedFile(mediaType: string): Answer<RangedFile> {
  const content = { [mediaType]: null };
  return {
    status: 200,
    description: 'The file.',
    content,
    alternative: { status: 206, description: 'The part that `Range` asks for.', content },
    async send(response, { size, stream }) {
      response.setHeader('Accept-Ranges', 'bytes');
      response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
      const ranges = response.req.range(size);
      // Several parts at once, what is no range and what lies beyond the end are answered with the whole, as they may be.
      const part = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0]! : null;
      const { start, end } = part ?? { start: 0, end: size - 1 };
      if (part !== null) response.status(206).setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
      response.type(mediaType).setHeader('Content-Length', end - start + 1);
      const bytes = await stream({ offset: start, length: end - start + 1 });
      await pipeline(bytes, response).catch((error: NodeJS.ErrnoException) => {
        // Players go elsewhere in the file without a word.
        if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      });
    },
  };
}
