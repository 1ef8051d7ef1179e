import { stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { assertWholeRiff } from './cut-off.js';
import { isEncrypted } from './encryption.js';
import { nonVideoKind, readHead } from './file-kind.js';
import { IngestError } from './ingest-error.js';
import { PROBE_OPTIONS, parseProbe } from './probe.js';
import { runTool } from './run-tool.js';
import { SOURCE_NAME, sourceArguments } from './source-arguments.js';
import type { SourceFacts } from './source-facts.js';
import { assertSizeWithin, assertWithinLimits, type SourceLimits } from './source-limits.js';
import { openingFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

/** ffprobe's answer about a file with hundreds of streams stays well below this. */
const MAX_PROBE_BYTES = 8 * 1024 * 1024;

/**
 * Links a source into the work folder and asks ffprobe what it is.
 * @throws IngestError for a file that is missing, empty, too large, encrypted or cut off, or no video.
 */
export async function openSource(sourcePath: string, limits: SourceLimits, bench: Workbench): Promise<SourceFacts> {
  const sizeBytes = await sizeOf(sourcePath);
  if (sizeBytes === 0) throw new IngestError('source-empty');
  assertSizeWithin(sizeBytes, limits);
  const kind = nonVideoKind(await readHead(sourcePath));
  if (kind !== undefined) throw new IngestError('source-not-video', notVideo(kind));
  await symlink(resolve(sourcePath), join(bench.folder, SOURCE_NAME));
  const facts = await factsOf(sourcePath, sizeBytes, bench);
  if (await isEncrypted(sourcePath, sizeBytes, facts.container)) throw new IngestError('source-encrypted');
  assertWithinLimits(facts, limits);
  if (facts.container === 'avi') await assertWholeRiff(sourcePath, sizeBytes);
  return facts;
}

async function factsOf(sourcePath: string, sizeBytes: number, bench: Workbench): Promise<SourceFacts> {
  try {
    return parseProbe(await probe(bench), sizeBytes);
  } catch (error) {
    if (error instanceof IngestError && (await isEncrypted(sourcePath, sizeBytes, undefined))) {
      throw new IngestError('source-encrypted', undefined, error.log);
    }
    throw error;
  }
}

function notVideo(kind: string): string {
  return `This is ${kind}, not a video: choose the video, and export it as MP4, MOV, MKV or WebM.`;
}

async function sizeOf(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isFile()) throw new IngestError('source-missing');
  return entry.size;
}

async function probe(bench: Workbench): Promise<string> {
  const args = [...PROBE_OPTIONS, ...sourceArguments()];
  try {
    return await runTool({ ...onBench(bench), binary: bench.tools.ffprobe, args }, readText);
  } catch (error) {
    throw openingFailure(error);
  }
}

async function readText(output: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of output) {
    bytes += chunk.length;
    if (bytes > MAX_PROBE_BYTES) throw new IngestError('source-not-video', 'The file has far too many streams.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
