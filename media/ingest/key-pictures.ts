import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { PreparedIndex } from '../prepared-media.js';
import { type Fragment, readFragmentedFile } from './fragment-reader.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);

/**
 * The pictures that fragments of a prepared file start with, in one layer: each an IDR with its parameter sets, in
 * Annex B form (ITU-T H.264, annex B), so that one after the other they make a stream that ffmpeg reads.
 */
export async function* keyPictures(
  mediaPath: string,
  index: PreparedIndex,
  layer: number,
  fragments: readonly number[],
): AsyncGenerator<Buffer> {
  const { trackId } = index.layers[layer]!;
  const [headBytes] = index.fragments[0]!;
  const head = await readBytes(mediaPath, 0, headBytes);
  for (const number of fragments) {
    const [offset, length] = index.fragments[number]!;
    const bytes = inOrder(head, await readBytes(mediaPath, offset, length));
    const picture = await readFragmentedFile(bytes, ({ fragments }) => firstSample(fragments, trackId));
    if (picture !== undefined) yield toAnnexB(picture);
  }
}

async function firstSample(fragments: AsyncIterable<Fragment>, trackId: number): Promise<Buffer | undefined> {
  for await (const { samples } of fragments) return samples.get(trackId)?.[0]?.data;
  return undefined;
}

async function* inOrder(...chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

function readBytes(path: string, offset: number, length: number): Promise<Buffer> {
  return buffer(createReadStream(path, { start: offset, end: offset + length - 1 }));
}

/** Start codes in place of 4-byte lengths. */
export function toAnnexB(sample: Buffer): Buffer {
  const bytes = Buffer.from(sample);
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    START_CODE.copy(bytes, at);
    at += 4 + length;
  }
  return bytes;
}
