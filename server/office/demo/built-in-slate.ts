import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HouseFormat } from '../../../media/house.js';
import { prepareMedia } from '../../../media/ingest/prepare.js';
import type { Clock } from '../../../media/playout/clock.js';
import { mediaKeys, parsePreparedIndex } from '../../../media/prepared-media.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { MediaRecord } from '../store/media-store.js';
import type { SettingsStore } from '../store/settings-store.js';
import { makeSlateClip } from './slate-clip.js';

export interface PreparationRoom {
  readonly blobs: BlobStore;
  readonly house: HouseFormat;
  readonly workDir: string;
  readonly clock: Clock;
  readonly tools: { readonly ffmpeg: string; readonly ffprobe: string };
}

export interface SlateRoom extends PreparationRoom {
  /** Remembers the name of its object for each house format. */
  readonly settings: Pick<SettingsStore, 'get' | 'set'>;
}

/** TL1: what is on air when nothing else is. Made once for each house format; it belongs to no library. */
export async function ensureSlate(room: SlateRoom): Promise<MediaRecord> {
  const { blobs, house, settings } = room;
  const id = `slate-${house.width}x${house.height}-${house.fps}`;
  const known = await settings.get(id);
  const objectId = known !== undefined && (await isThere(blobs, known)) ? known : await prepareSlate(room);
  if (objectId !== known) await settings.set(id, objectId);
  const { fps, frames } = parsePreparedIndex(await blobs.read(mediaKeys(objectId).index));
  return { id, objectId, title: 'Back soon', fps, frames, createdAtMs: 0 };
}

async function isThere(blobs: BlobStore, objectId: string): Promise<boolean> {
  return (await blobs.size(mediaKeys(objectId).index)) !== undefined;
}

/** @returns the name of its object. */
async function prepareSlate({ blobs, house, workDir, tools, clock }: PreparationRoom): Promise<string> {
  return withTempDir(workDir, async (dir) => {
    const sourcePath = join(dir, 'slate.mp4');
    await makeSlateClip(sourcePath, { ffmpeg: tools.ffmpeg, house, clock });
    return (await prepareMedia({ sourcePath, house }, { store: blobs, workDir: dir, tools, clock })).objectId;
  });
}

export async function withTempDir<T>(parent: string, use: (dir: string) => Promise<T>): Promise<T> {
  await mkdir(parent, { recursive: true });
  const dir = await mkdtemp(join(parent, 'make-'));
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
