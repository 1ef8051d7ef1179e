import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';

/** Listens on a local socket, in the place of a process that was killed and has left its own. */
export async function listenLocally(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

/** Listens on a local socket; only this user's processes reach the folder that it lies in. */
export class LocalServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(path: string, onConnection: (socket: Socket) => void): Promise<LocalServer> {
    const server = createServer();
    const local = new LocalServer(server);
    server.on('connection', (socket) => {
      local.#sockets.add(socket);
      socket.once('close', () => local.#sockets.delete(socket));
      onConnection(socket);
    });
    await listenLocally(server, path);
    return local;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
