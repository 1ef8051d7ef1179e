import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { isOutOfRoom } from '../../../media/store/out-of-room.js';

const PROBE_BYTES = 64 * 1024;

/** Whether a file could be longer than it, and its write-ahead log, are: a full disk, a quota and a limit all say no. */
export async function hasRoomToGrow(file: string): Promise<boolean> {
  const probe = `${file}.${randomUUID()}`;
  try {
    const longest = Math.max(await sizeOf(file), await sizeOf(`${file}-wal`));
    const handle = await open(probe, 'wx');
    try {
      await handle.write(Buffer.alloc(PROBE_BYTES, 1), 0, PROBE_BYTES, longest);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    return !isOutOfRoom(error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
