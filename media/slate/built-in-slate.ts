import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HouseFormat } from '../house.js';
import { prepareMedia } from '../ingest/prepare.js';
import { withTempDir } from '../ingest/with-temp-dir.js';
import type { Clock } from '../playout/clock.js';
import { DiskBlobStore } from '../store/disk-blob-store.js';
import { loadSlate, type Slate, slateFolder } from './slate.js';
import { makeSlateClip } from './slate-clip.js';

export interface SlateRoom {
  /** Of all slates, on a local disk: not in the media store, which may be out of reach. */
  readonly folder: string;
  readonly house: HouseFormat;
  readonly workDir: string;
  readonly clock: Clock;
  readonly tools: { readonly ffmpeg: string; readonly ffprobe: string };
}

/**
 * The slate of a house, made when it is not there or damaged.
 * @throws ToolError or IngestError when ffmpeg fails.
 */
export async function ensureSlate(room: SlateRoom): Promise<Slate> {
  const { folder, house } = room;
  const known = await loadSlate(folder, house);
  if (known !== undefined) return known;
  await makeSlate(room);
  const made = await loadSlate(folder, house);
  if (made === undefined) throw new Error(`the slate was made, and cannot be read in ${slateFolder(folder, house)}`);
  return made;
}

/** It appears whole: what a crash leaves lies in the work folder. */
async function makeSlate({ folder, house, workDir, tools, clock }: SlateRoom): Promise<void> {
  const place = slateFolder(folder, house);
  await mkdir(dirname(place), { recursive: true });
  await withTempDir(workDir, async (dir) => {
    const sourcePath = join(dir, 'slate.mp4');
    await makeSlateClip(sourcePath, { ffmpeg: tools.ffmpeg, house, clock });
    const objects = join(dir, 'objects');
    const store = await DiskBlobStore.create(objects);
    await prepareMedia({ sourcePath, house }, { store, workDir: dir, tools, clock });
    await rm(place, { recursive: true, force: true });
    await rename(objects, place);
  });
}
