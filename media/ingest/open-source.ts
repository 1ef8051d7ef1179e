import { stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
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
 * @throws IngestError for a file that is missing, empty, too large or too long, or no video.
 */
export async function openSource(sourcePath: string, limits: SourceLimits, bench: Workbench): Promise<SourceFacts> {
  const sizeBytes = await sizeOf(sourcePath);
  if (sizeBytes === 0) throw new IngestError('source-empty');
  assertSizeWithin(sizeBytes, limits);
  await symlink(resolve(sourcePath), join(bench.folder, SOURCE_NAME));
  const facts = parseProbe(await probe(bench), sizeBytes);
  assertWithinLimits(facts, limits);
  return facts;
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
