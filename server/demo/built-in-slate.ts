import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HouseFormat } from '../../media/house.js';
import { prepareMedia } from '../../media/ingest/prepare.js';
import type { Clock } from '../../media/playout/clock.js';
import { mediaKeys, parsePreparedIndex } from '../../media/prepared-media.js';
import type { BlobStore } from '../../media/store/blob-store.js';
import type { MediaRecord } from '../store/media-store.js';
import { makeSlateClip } from './slate-clip.js';

export interface PreparationRoom {
  readonly blobs: BlobStore;
  readonly house: HouseFormat;
  readonly workDir: string;
  readonly clock: Clock;
  readonly tools: { readonly ffmpeg: string; readonly ffprobe: string };
}

/** TL1: what is on air when nothing else is. Made once for each house format; it belongs to no library. */
export async function ensureSlate(room: PreparationRoom): Promise<MediaRecord> {
  const { blobs, house } = room;
  const id = `slate-${house.width}x${house.height}-${house.fps}`;
  const { index: indexKey } = mediaKeys(id);
  if ((await blobs.size(indexKey)) === undefined) await prepareSlate(id, room);
  const index = parsePreparedIndex(await blobs.read(indexKey));
  return { id, objectId: id, title: 'Back soon', fps: index.fps, frames: index.frames, createdAtMs: 0 };
}

async function prepareSlate(id: string, { blobs, house, workDir, tools, clock }: PreparationRoom): Promise<void> {
  await withTempDir(workDir, async (dir) => {
    const sourcePath = join(dir, 'slate.mp4');
    await makeSlateClip(sourcePath, { ffmpeg: tools.ffmpeg, house, clock });
    await prepareMedia({ sourcePath, mediaId: id, house }, { store: blobs, workDir: dir, tools, clock });
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
