import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'streamsync-';

/**
 * A folder for the sockets of the server's processes, which only this user may enter. It lies outside of the data
 * folder, because a socket's path may have no more than 107 bytes (unix(7)). The data folder notes where, so that the
 * next start removes what a killed server left. To be called by the holder of the data folder's lock.
 */
export async function makeSocketFolder(dataDir: string): Promise<string> {
  const note = join(dataDir, 'sockets');
  const left = basename(await readFile(note, 'utf8').catch(() => ''));
  if (left.startsWith(PREFIX)) await rm(join(tmpdir(), left), { recursive: true, force: true });
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  // A disk that is full is no reason not to start.
  await writeFile(note, folder).catch(() => undefined);
  return folder;
}
