import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import type { Settings } from '../config/settings.js';

type Address = Pick<Settings, 'HOST' | 'PORT'>;

const FREE_WITHIN_MS: Millis = 3000;
const TRY_AGAIN_MS: Millis = 100;

/**
 * Resolves when the port can be had: the front of a server that was killed may not have ended yet.
 * @throws Error that names the setting when the port stays taken or the address is not ours
 */
export async function waitForPort(address: Address, clock: Pick<Clock, 'setTimer'>): Promise<void> {
  for (let left = FREE_WITHIN_MS / TRY_AGAIN_MS; ; left -= 1) {
    const error = await tryPort(address);
    if (error === undefined) return;
    if (error.code !== 'EADDRINUSE' || left <= 0) throw listenError(error, address);
    await new Promise<void>((resolve) => clock.setTimer(TRY_AGAIN_MS, resolve));
  }
}

/** The error to throw when a port cannot be listened on: it names the setting. */
export function listenError({ code, message }: NodeJS.ErrnoException, { HOST, PORT }: Address): Error {
  return new Error(
    code === 'EADDRINUSE'
      ? `PORT=${PORT} is in use: stop the other program or set another PORT`
      : `HOST=${HOST} PORT=${PORT} cannot be listened on: ${message}`,
  );
}

async function tryPort({ HOST, PORT }: Address): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer();
  try {
    server.listen(PORT, HOST);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    server.close();
  }
}
