import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { OPUS_PACKET_MS } from '../../shared/timeline/grid.js';
import type { PreparedIndex } from '../prepared-media.js';
import { buildIndex, NotHouseFormatError } from './build-index.js';
import { DamageLog } from './damage.js';
import { encodeArguments } from './encode-arguments.js';
import { FragmentReadError } from './fragment-reader.js';
import { IngestError } from './ingest-error.js';
import { PeakMeter, type Waveform } from './peak-meter.js';
import type { PreparePlan } from './plan.js';
import { ProgressReport } from './progress.js';
import { runTool } from './run-tool.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

const SAMPLES_PER_PACKET = 960;
/** No source, however heavy, takes a house machine longer than this and so many times its own length. */
const LEAST_BOUND_MS = 10 * 60 * 1000;
const SLOWEST = 30;

export interface Encoded {
  /** Of the file, in hex. */
  readonly sha256: string;
  readonly index: PreparedIndex;
  readonly damage: DamageLog;
  readonly waveform: Waveform;
}

/**
 * Encodes a source as planned into a file, and builds the index on the way. The bytes come through this process rather
 * than straight from ffmpeg, so that a flaw ends the work at once, and ffmpeg ends when this process does.
 */
export async function encodeSource(
  plan: PreparePlan,
  outPath: string,
  bench: Workbench,
  onProgress: (writtenS: number) => void,
): Promise<Encoded> {
  const progress = new ProgressReport();
  const damage = new DamageLog();
  const peaks = new PeakMeter(plan.audioPackets * SAMPLES_PER_PACKET);
  const run = {
    ...onBench(bench),
    binary: bench.tools.ffmpeg,
    args: encodeArguments(plan),
    longestMs: LEAST_BOUND_MS + SLOWEST * plan.audioPackets * OPUS_PACKET_MS,
    onLogLine: (line: string) => damage.push(line),
    onSideBytes: (bytes: Buffer) => peaks.push(bytes),
    onReportLine(line: string): boolean {
      const gotOn = progress.push(line);
      if (gotOn) onProgress(progress.outTimeS);
      return gotOn;
    },
  };
  const file = await open(outPath, 'wx');
  const hash = createHash('sha256');
  try {
    const index = await runTool(run, (output) => buildIndex(keeping(output, file, hash), plan));
    return { sha256: hash.digest('hex'), index, damage, waveform: peaks.waveform() };
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
    await file.write(chunk);
    yield chunk;
  }
}
