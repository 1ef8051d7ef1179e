import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'streamsync-sockets-';
/** In the data folder: where the sockets are. */
const NOTE = 'sockets';
/** Beside the sockets: whose they are. */
const OWNER = 'owner';

/**
 * A folder for the sockets of the server's processes, which only this user may enter. It lies outside of the data
 * folder, because a socket's path may have no more than 107 bytes (unix(7)). The data folder notes where, so that the
 * next start removes what a killed server left. To be called by the holder of the data folder's lock.
 */
export async function makeSocketFolder(dataDir: string): Promise<string> {
  const owner = await realpath(dataDir);
  await removeLeft(dataDir, owner).catch(() => undefined);
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  // A disk that is full is no reason not to start.
  await writeFile(join(folder, OWNER), owner).catch(() => undefined);
  await writeFile(join(dataDir, NOTE), folder).catch(() => undefined);
  return folder;
}

/** A copy of a data folder has a note, too, but the folder that it names belongs to the original. */
async function removeLeft(dataDir: string, owner: string): Promise<void> {
  const name = basename(await readFile(join(dataDir, NOTE), 'utf8'));
  const folder = join(tmpdir(), name);
  if (!name.startsWith(PREFIX) || (await readFile(join(folder, OWNER), 'utf8')) !== owner) return;
  await rm(folder, { recursive: true, force: true });
}
