import { OPUS_PACKET_MS } from '../../shared/timeline/grid.js';
import { DamageLog, MOST_DAMAGED_SHARE } from './damage.js';
import { encodeArguments } from './encode-arguments.js';
import { type HouseFile, writeHouseFile } from './house-file.js';
import { IngestError } from './ingest-error.js';
import { PeakMeter, type Waveform } from './peak-meter.js';
import type { PreparePlan } from './plan.js';
import { ProgressReport } from './progress.js';
import { onBench, type Workbench } from './workbench.js';

/** What ffmpeg says when not a single picture came out of a decoder. */
const NOTHING_DECODED = /Cannot determine format of input stream|unspecified pixel format|unspecified size/i;
const NO_DECODER = /Decoder .* not found|no decoder|codec none/i;

const SAMPLES_PER_PACKET = 960;
/** No source, however heavy, takes a house machine longer than this and so many times its own length. */
const LEAST_BOUND_MS = 10 * 60 * 1000;
const SLOWEST = 30;

/** The encoder keeps to the rates of the layers, but for what noise takes at its worst quality. */
const LARGEST = 3;
const SOUND_KBPS = 256;
const LEAST_BOUND_BYTES = 16 * 1024 * 1024;

export interface Encoded extends HouseFile {
  readonly damage: DamageLog;
  readonly waveform: Waveform;
}

export interface PictureSource {
  readonly codec: string;
  /** Options for its decoder. */
  readonly decoding: readonly string[];
  /** How many there are to decode. */
  readonly pictures: number;
}

/**
 * Encodes a source as planned into a file, and builds the index on the way.
 */
export async function encodeSource(
  plan: PreparePlan,
  picture: PictureSource,
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
    args: encodeArguments(plan, picture.decoding),
    longestMs: LEAST_BOUND_MS + SLOWEST * plan.audioPackets * OPUS_PACKET_MS,
    mostBytes: mostBytesOf(plan),
    onLogLine: (line: string) => damage.push(line),
    onSideBytes: (bytes: Buffer) => peaks.push(bytes),
    onReportLine(line: string): boolean {
      const gotOn = progress.push(line);
      if (gotOn) onProgress(progress.outTimeS);
      return gotOn;
    },
  };
  try {
    const file = await writeHouseFile(run, plan, outPath);
    return { ...file, damage, waveform: peaks.waveform() };
  } catch (error) {
    throw decodingFailure(error, damage.count(plan.picture.stream), picture);
  }
}

/** When it is the picture that cannot be decoded, trying again is of no use. */
function decodingFailure(error: unknown, damaged: number, { codec, pictures }: PictureSource): unknown {
  if (!(error instanceof IngestError) || !/^(preparation-failed|source-not-video)$/.test(error.code)) return error;
  const share = damaged / pictures;
  const isKnown = codec !== 'unknown' && !NO_DECODER.test(error.log);
  if (share < MOST_DAMAGED_SHARE && !(isKnown && NOTHING_DECODED.test(error.log))) return error;
  const what = NOTHING_DECODED.test(error.log) || share >= 0.5 ? 'Nothing' : 'Too little';
  const detail = `${what} of the picture can be decoded: it is damaged, or encrypted. Fetch the file again from where it came from.`;
  return new IngestError('source-damaged', detail, error.log);
}

/** No plan needs more; what writes more has run away. */
function mostBytesOf({ layers, audioPackets }: Pick<PreparePlan, 'layers' | 'audioPackets'>): number {
  const kbps = layers.reduce((sum, { maxKbps }) => sum + maxKbps, SOUND_KBPS);
  return LEAST_BOUND_BYTES + (LARGEST * kbps * audioPackets * OPUS_PACKET_MS) / 8;
}
