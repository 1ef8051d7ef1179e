import { LineSplitter } from './line-splitter.js';
import { PacketRuns } from './packet-runs.js';
import { runTool } from './run-tool.js';
import { sourceArguments } from './source-arguments.js';
import { openingFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

/** What the packets of one stream tell before anything is decoded. */
export interface StreamPackets {
  readonly runs: PacketRuns;
  /** Packets that carry what is needed to decrypt them. */
  readonly encrypted: number;
}

const OPTIONS = [
  ...['-hide_banner', '-v', 'error', '-show_entries'],
  ...['packet=stream_index,pts_time,dts_time,duration_time,size,pos,flags:packet_side_data=side_data_type'],
  ...['-of', 'csv=p=0'],
];

/**
 * Reads a file once, and decodes nothing: the packets of every stream with the times that the file gives them, which
 * ffmpeg itself would already have tried to mend.
 */
export async function readPackets(bench: Workbench): Promise<SourcePackets> {
  const ledger = new PacketLedger();
  const run = { ...onBench(bench), binary: bench.tools.ffprobe, args: [...OPTIONS, ...sourceArguments()] };
  try {
    await runTool(run, async (output) => {
      const lines = new LineSplitter((line) => ledger.push(line));
      for await (const chunk of output) lines.push(chunk.toString('latin1'));
      lines.end();
    });
  } catch (error) {
    throw openingFailure(error);
  }
  return ledger;
}

export interface SourcePackets {
  readonly streams: ReadonlyMap<number, StreamPackets>;
  /** Where in the file the last of them ends; 0 when the file does not tell. */
  readonly endByte: number;
}

/**
 * Takes the lines of ffprobe: `stream, pts, dts, duration, size, position, flags[, side data …]`, with `N/A` for what is
 * not known.
 */
export class PacketLedger implements SourcePackets {
  readonly streams = new Map<number, { runs: PacketRuns; encrypted: number }>();
  #order = 0;
  #endByte = 0;

  get endByte(): number {
    return this.#endByte;
  }

  push(line: string): void {
    const [stream = '', pts, dts, duration, size, position, flags, ...sideData] = line.split(',');
    if (!/^\d+$/.test(stream) || flags === undefined) return;
    const known = this.streams.get(Number(stream)) ?? { runs: new PacketRuns(), encrypted: 0 };
    this.streams.set(Number(stream), known);
    known.runs.push({
      order: this.#order,
      ptsS: number(pts),
      dtsS: number(dts),
      durationS: Math.max(0, number(duration) ?? 0),
      isDiscarded: flags.includes('D'),
    });
    this.#order += 1;
    this.#endByte = Math.max(this.#endByte, (number(position) ?? 0) + (number(size) ?? 0));
    if (sideData.some((name) => name.startsWith('Encryption info'))) known.encrypted += 1;
  }
}

function number(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? undefined : value;
}
