import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below Linux's ephemeral range (32768 up), so no outgoing connection takes a port between finding and using it. Test
// runs side by side have a range each, so that neither takes a port that the other has found.
const [FIRST_PORT = 20_000, LAST_PORT = 32_000] = (process.env['TEST_PORTS'] ?? '')
  .split('-')
  .filter(Boolean)
  .map(Number);

let next = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));

/** The first of `count` neighbouring ports that are free now for TCP and UDP; later calls answer other ports. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const first = next + count > LAST_PORT ? FIRST_PORT : next;
    next = first + count;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} neighbouring free ports between ${FIRST_PORT} and ${LAST_PORT}`);
}

async function isFree(port: number): Promise<boolean> {
  return (await bindsTcp(port)) && (await bindsUdp(port));
}

async function bindsTcp(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '0.0.0.0');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

async function bindsUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, '0.0.0.0');
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
