import { join } from 'node:path';
import { houseLayers } from '../../media/house.js';
import { encodeArguments } from '../../media/ingest/encode-arguments.js';
import type { PreparePlan } from '../../media/ingest/plan.js';
import { prepareMedia } from '../../media/ingest/prepare.js';
import { drain, runTool } from '../../media/ingest/run-tool.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { FFMPEG_BIN, FFPROBE_BIN, runFfmpeg } from '../support/ffmpeg-run.js';
import { makeTempDir } from '../support/temp-dir.js';
import { formatTable } from './table.js';

const HOUSE = { fps: 30, width: 1280, height: 720 };
const SECONDS = 8;
const ROUNDS = 2;
const TARGET = 1.5;
const STALL_MS = 60_000;

/** What hosts send: how it is made, at the rates and sizes of real footage. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  'H.264 1080p30, 12 Mb/s': [
    ...['-vf', 'noise=alls=14:allf=t', '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '12M'],
    ...['-s', '1920x1080', '-pix_fmt', 'yuv420p'],
  ],
  'HEVC 2160p30, 25 Mb/s': [
    ...['-vf', 'scale=3840:2160,noise=alls=14:allf=t', '-c:v', 'libx265', '-preset', 'ultrafast', '-b:v', '25M'],
    ...['-x265-params', 'log-level=error', '-pix_fmt', 'yuv420p'],
  ],
};

/**
 * How fast files are prepared, and how much one decoding for all layers saves: the same layers and the same sound, with
 * the same settings, made by an ffmpeg run for each.
 */
export async function ingest(): Promise<string> {
  const clock = new MasterClock();
  try {
    const rows: string[][] = [];
    for (const [name, encoding] of Object.entries(SOURCES)) rows.push(await measure(name, encoding, clock));
    const header = ['source', 'prepared', 'one run', 'a run per layer', 'saves', `target ${TARGET}×`];
    const layers = houseLayers(HOUSE).map(({ width, height }) => `${width}×${height}`);
    return [
      `Seconds of source per second, ${SECONDS} s of it, layers ${layers.join(', ')}; the better of ${ROUNDS} rounds.`,
      '"prepared" is all there is to it: reading, measuring, encoding, checking, pictures, publishing.\n',
      formatTable(header, rows),
    ].join('\n');
  } finally {
    clock.close();
  }
}

async function measure(name: string, encoding: readonly string[], clock: MasterClock): Promise<string[]> {
  const folder = makeTempDir('bench-ingest');
  const source = join(folder, 'source');
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=30:d=${SECONDS}`, '-f', 'lavfi', '-i', `sine=d=${SECONDS}`],
    ...[...encoding, '-c:a', 'aac', '-f', 'mp4', source],
  ]);
  const best = { prepared: Infinity, together: Infinity, apart: Infinity };
  for (let round = 0; round < ROUNDS; round += 1) {
    const store = await DiskBlobStore.create(makeTempDir('bench-ingest-store'));
    const tools = { ffmpeg: FFMPEG_BIN, ffprobe: FFPROBE_BIN };
    const request = { sourcePath: source, house: HOUSE };
    let plan: PreparePlan | undefined;
    const prepared = await secondsOf(async () => {
      ({ plan } = await prepareMedia(request, { store, workDir: folder, tools, clock }));
    });
    const together = await secondsOf(() => encode(plan!, folder, clock));
    const apart = await secondsOf(async () => {
      for (const part of parts(plan!)) await encode(part, folder, clock);
    });
    best.prepared = Math.min(best.prepared, prepared);
    best.together = Math.min(best.together, together);
    best.apart = Math.min(best.apart, apart);
  }
  const speed = (seconds: number): string => (SECONDS / seconds).toFixed(2);
  const saves = best.apart / best.together;
  const verdict = saves >= TARGET ? 'reached' : 'missed';
  return [name, speed(best.prepared), speed(best.together), speed(best.apart), `${saves.toFixed(2)}×`, verdict];
}

/** A plan for each layer alone; the sound goes with the first, the others get silence, which costs next to nothing. */
function parts(plan: PreparePlan): PreparePlan[] {
  return plan.layers.map((layer, index) => ({ ...plan, layers: [layer], sound: index === 0 ? plan.sound : undefined }));
}

async function encode(plan: PreparePlan, workDir: string, clock: MasterClock): Promise<void> {
  await runTool({ binary: FFMPEG_BIN, args: encodeArguments(plan), workDir, clock, stallMs: STALL_MS }, drain);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}
