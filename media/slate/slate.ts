import { join } from 'node:path';
import type { Millis } from '../../shared/units.js';
import { PinnedObject } from '../cache/pinned-object.js';
import type { HouseFormat } from '../house.js';
import { DiskBlobStore } from '../store/disk-blob-store.js';

/** What a schedule needs to know of the slate: what it knows of any media. */
export interface SlateRecord {
  readonly id: string;
  readonly objectId: string;
  readonly title: string;
  readonly fps: number;
  readonly frames: number;
  readonly createdAtMs: Millis;
}

/** TL1: what is on air when nothing else is, or can be. It belongs to no library. */
export interface Slate {
  readonly record: SlateRecord;
  /** In memory for good: that the slate is sent depends on no store. */
  readonly packets: PinnedObject;
}

const INDEX = /^media\/([^/]+)\/index\.json$/;

/** Where the slate of a house lies, as the one object of a store on local disk. */
export function slateFolder(folder: string, { width, height, fps }: HouseFormat): string {
  return join(folder, `${width}x${height}-${fps}`);
}

/**
 * Loads the slate of a house whole.
 * @param folder of all slates, on a local disk.
 * @returns undefined when it was not made, or is damaged.
 */
export async function loadSlate(folder: string, house: HouseFormat): Promise<Slate | undefined> {
  const store = await DiskBlobStore.create(slateFolder(folder, house));
  const [objectId] = (await store.list('media/')).flatMap((key) => INDEX.exec(key)?.[1] ?? []);
  if (objectId === undefined) return undefined;
  const packets = await PinnedObject.load(store, objectId).catch(() => undefined);
  if (packets === undefined) return undefined;
  const { fps, frames } = packets;
  const id = `slate-${house.width}x${house.height}-${house.fps}`;
  return { record: { id, objectId, title: 'Back soon', fps, frames, createdAtMs: 0 }, packets };
}
