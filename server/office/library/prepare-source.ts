import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HouseFormat } from '../../../media/house.js';
import { type PrepareDeps, type Prepared, prepareMedia } from '../../../media/ingest/prepare.js';
import type { MediaLayer, PreparedFacts } from '../store/media-entry.js';
import { assertRoomFor } from './free-space.js';
import type { ObjectKeeper } from './object-keeper.js';
import { PatientStore } from './patient-store.js';
import type { PreparationJob } from './preparation-queue.js';
import type { SourceShelf } from './source-shelf.js';

export interface PreparationRoom extends Pick<PrepareDeps, 'store' | 'tools' | 'clock' | 'limits' | 'stallMs'> {
  readonly shelf: SourceShelf;
  readonly objects: ObjectKeeper;
  readonly house: HouseFormat;
  /** Each job has a folder of its own in it, named after its media. */
  readonly workDir: string;
  /** How many bytes its file system has for us. */
  freeBytes(): Promise<number>;
}

/** Prepares the source of a queued media. Its object is held for it until `objects.release` is called with its id. */
export async function prepareSource(job: PreparationJob, room: PreparationRoom): Promise<PreparedFacts> {
  const { id, source } = job.entry;
  if (source === null) throw new Error(`media ${id} has no source to prepare`);
  assertRoomFor(source.bytes, await room.freeBytes());
  const workDir = join(room.workDir, id);
  const { signal, onProgress, onWork } = job;
  let isAway = false;
  const onWait = (reason: string | null): void => {
    isAway = reason !== null;
    job.onWait(reason);
  };
  const store = new PatientStore(room.store, { clock: room.clock, signal, onWait });
  const whilePublishing: PrepareDeps['whilePublishing'] = (objectId, publish) =>
    room.objects.publish(id, objectId, publish);
  const request = { sourcePath: room.shelf.pathOf(source.sha256), house: room.house };
  try {
    const deps = { ...room, store, workDir, signal, onProgress, onWork, whilePublishing, isStoreAway: () => isAway };
    return factsOf(await prepareMedia(request, deps));
  } finally {
    // Each attempt has cleared its own folder in it away: one that was given up must not take that of the next along.
    await rmdir(workDir).catch(() => undefined);
  }
}

/** What is kept of a preparation. */
export function factsOf({ objectId, index, findings }: Prepared): PreparedFacts {
  const { fps, frames, layers } = index;
  return { objectId, fps, frames, layers: layers.map(layerOf), findings };
}

/** What hosts are told of a layer. */
export function layerOf({ width, height, kbps }: MediaLayer): MediaLayer {
  return { width, height, kbps };
}
