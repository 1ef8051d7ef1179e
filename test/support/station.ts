import { randomUUID } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { prepareMedia } from '../../media/ingest/prepare.js';
import { ensureSlate } from '../../media/slate/built-in-slate.js';
import type { Slate } from '../../media/slate/slate.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { Store } from '../../server/office/store/store.js';
import type { AirPlan, PlannedItem } from './air-plan.js';
import { type CounterClipSpec, makeCounterClip } from './counter-clip.js';
import { FFMPEG_BIN, FFPROBE_BIN } from './ffmpeg-run.js';
import { makeTempDir } from './temp-dir.js';

type ClipSpec = Omit<CounterClipSpec, 'house'>;

/** Counter clips, prepared. Many stations can play one library: prepared media never changes. */
export interface Library {
  readonly blobDir: string;
  readonly house: CounterClipSpec['house'];
  readonly items: readonly PlannedItem[];
  /** The slate's folder, and what is in it: made but once for all servers. */
  readonly slateDir: string;
  readonly slate: Slate;
}

/** A file to prepare, and how tests call it. */
interface Source {
  readonly path: string;
  readonly clip: number;
  readonly title: string;
}

/** A data folder for a server, with a channel that loops a library. */
export interface Station {
  readonly dataDir: string;
  readonly channel: string;
  /** What the channel loops. */
  readonly sequenceId: string;
  readonly plan: AirPlan;
  /** Settings that a server on this folder needs. */
  readonly env: Readonly<Record<string, string>>;
}

export interface StationOptions {
  readonly targetLatencyMs?: number;
  /** How long the loop has been running already. */
  readonly onAirForMs?: number;
  readonly visibility?: 'public' | 'token';
}

const TEST_HOUSE = { fps: 30, width: 640, height: 360 };
/** One a whole number of GOPs, one with a rest, one shorter than a GOP: 10.9 s in all. */
const TEST_CLIPS: readonly ClipSpec[] = [
  { clip: 1, frames: 120 },
  { clip: 2, frames: 159 },
  { clip: 3, frames: 48 },
];

let shared: Promise<Library> | undefined;

/** The library of short clips that all tests of a run share; made when first asked for. */
export function testLibrary(): Promise<Library> {
  shared ??= makeLibrary(TEST_CLIPS, TEST_HOUSE);
  return shared;
}

export async function makeLibrary(clips: readonly ClipSpec[], house: Library['house']): Promise<Library> {
  const folder = makeTempDir('clips');
  const sources = clips.map(async ({ clip, frames, detail = 0 }) => {
    const path = join(folder, `${clip}.mov`);
    await makeCounterClip({ clip, frames, detail, house }, path);
    return { path, clip, title: `Counter ${clip}` };
  });
  const library = await prepareLibrary(await Promise.all(sources), house);
  for (const [index, { clip, frames }] of clips.entries()) {
    const prepared = library.items[index]!.frames;
    if (prepared !== frames) throw new Error(`clip ${clip} has ${frames} frames, prepared it has ${prepared}`);
  }
  return library;
}

export async function prepareLibrary(sources: readonly Source[], house: Library['house']): Promise<Library> {
  const blobDir = makeTempDir('library');
  const store = await DiskBlobStore.create(blobDir);
  const clock = new MasterClock();
  const tools = { ffmpeg: FFMPEG_BIN, ffprobe: FFPROBE_BIN };
  const deps = { store, workDir: makeTempDir('work'), tools, clock };
  const slateDir = makeTempDir('slate');
  const prepare = async ({ path, clip, title }: Source): Promise<PlannedItem> => {
    const { index, objectId } = await prepareMedia({ sourcePath: path, house }, deps);
    return { mediaId: randomUUID(), objectId, title, clip, frames: index.frames };
  };
  try {
    const making = ensureSlate({ ...deps, folder: slateDir, house });
    const [items, slate] = await Promise.all([Promise.all(sources.map(prepare)), making]);
    return { blobDir, house, items, slateDir, slate };
  } finally {
    clock.close();
  }
}

/** Makes a data folder whose channel has looped a library for a while already, so that a first viewer joins midway. */
export async function makeStation(library: Library, options: StationOptions = {}): Promise<Station> {
  const { targetLatencyMs = 100, onAirForMs = 3_600_000 } = options;
  const { house, items } = library;
  const channel = 'counter';
  const sequenceId = randomUUID();
  const nowMs = Date.now();
  const startsAtMs = Math.floor((nowMs - onAirForMs) / 1000) * 1000; // whole seconds lie on every house grid
  const dataDir = makeTempDir('data');
  symlinkSync(library.blobDir, join(dataDir, 'objects'));
  symlinkSync(library.slateDir, join(dataDir, 'slate'));

  const store = await Store.open(join(dataDir, 'streamsync.db'), nowMs);
  try {
    for (const { mediaId, objectId, title, frames } of items) {
      await store.media.add({ id: mediaId, objectId, title, fps: house.fps, frames, createdAtMs: nowMs });
    }
    const sequence = { id: sequenceId, name: 'Counters', items: items.map(({ mediaId }) => ({ mediaId })) };
    await store.sequences.add(sequence, nowMs);
    await store.channels.add({
      slug: channel,
      name: 'Counters',
      visibility: options.visibility ?? 'public',
      targetLatencyMs,
      fillerMediaId: null,
    });
    await store.schedule.add({
      id: randomUUID(),
      channelSlug: channel,
      sequenceId,
      startsAtMs,
      endsAtMs: null,
      loops: true,
      priority: 0,
    });
  } finally {
    await store.close();
  }
  const env = { HOUSE_FPS: `${house.fps}`, HOUSE_SIZE: `${house.width}x${house.height}` };
  return { dataDir, channel, sequenceId, plan: { fps: house.fps, startsAtMs, items }, env };
}
