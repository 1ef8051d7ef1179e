import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { UpgradeRequest } from '../link/control.js';
import { stopReading } from '../link/hand-over.js';

export const SIGNALING_PATH = '/socket.io/';

/** Hands over connections that become WebSockets of the signaling layer; they outlive this process. */
export function handOverSockets(server: Server, give: (request: UpgradeRequest, socket: Socket) => void): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { method = 'GET', url = '/', headers } = request;
    stopReading(socket as Socket);
    give({ method, url, headers, head: head.toString('base64') }, socket as Socket);
  });
}
