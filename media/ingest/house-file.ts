import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { PreparedIndex } from '../prepared-media.js';
import { buildIndex, type HouseShape, NotHouseFormatError } from './build-index.js';
import { FragmentReadError } from './fragment-reader.js';
import { IngestError } from './ingest-error.js';
import { runTool, type ToolRun } from './run-tool.js';
import { preparationFailure } from './tool-failure.js';

export interface HouseFile {
  /** Of the file, in hex. */
  readonly sha256: string;
  readonly index: PreparedIndex;
}

/**
 * Writes what ffmpeg makes to its standard output into a file, and builds the index on the way. The bytes come through
 * this process rather than straight from ffmpeg, so that a flaw ends the work at once, and ffmpeg ends when this process
 * does.
 * @throws IngestError
 */
export async function writeHouseFile(run: ToolRun, shape: HouseShape, outPath: string): Promise<HouseFile> {
  const file = await open(outPath, 'wx');
  const hash = createHash('sha256');
  try {
    const index = await runTool(run, (output) => buildIndex(keeping(output, file, hash), shape));
    return { sha256: hash.digest('hex'), index };
  } catch (error) {
    if (isOurFlaw(error)) throw new IngestError('preparation-failed', undefined, error.message);
    throw preparationFailure(error);
  } finally {
    await file.close();
  }
}

function isOurFlaw(error: unknown): error is Error {
  return error instanceof NotHouseFormatError || error instanceof FragmentReadError;
}

async function* keeping(chunks: AsyncIterable<Buffer>, file: FileHandle, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    // Unlike `write`, to the last byte: a disk that is about to be full takes a part.
    await file.writeFile(chunk);
    yield chunk;
  }
}
