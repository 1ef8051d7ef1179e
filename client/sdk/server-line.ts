import { Manager, type Socket } from 'socket.io-client';
import { PLAYERS_PER_CONNECTION, VIEWER_NAMESPACE } from '../../shared/protocol/version.js';
import type { ServerToViewerEvents, ViewerToServerEvents } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';

export type ViewerSocket = Socket<ServerToViewerEvents, ViewerToServerEvents>;

const CONNECT_TIMEOUT_MS: Millis = 4000;
/** As many as the server has numbers for: `/viewer`, `/viewer/1` … `/viewer/63`. */
const NUMBERS = 64;

/**
 * One connection to a server for all players of a page. Socket.IO carries one session for each namespace of a
 * connection, so every player gets a namespace of its own.
 */
export class ServerLine {
  static readonly #lines = new Set<ServerLine>();

  readonly #server: string;
  readonly #manager: Manager;
  readonly #seats = new Map<number, ViewerSocket>();
  #nextSeat = 0;

  private constructor(server: string) {
    this.#server = server;
    this.#manager = new Manager(server, {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      autoConnect: false,
      reconnection: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
  }

  /** The line of this page that has a place left, else a new one. @param server an origin. */
  static to(server: string): ServerLine {
    for (const line of ServerLine.#lines) {
      if (line.#server === server && line.#seats.size < PLAYERS_PER_CONNECTION) return line;
    }
    return new ServerLine(server);
  }

  /** A session's socket, not connected yet; `leave` takes it back. */
  sit(): ViewerSocket {
    ServerLine.#lines.add(this);
    // Round and round: Socket.IO may mix up the end of one session with the beginning of the next of the same name.
    while (this.#seats.has(this.#nextSeat)) this.#nextSeat = (this.#nextSeat + 1) % NUMBERS;
    const seat = this.#nextSeat;
    this.#nextSeat = (seat + 1) % NUMBERS;
    const socket: ViewerSocket = this.#manager.socket(seat === 0 ? VIEWER_NAMESPACE : `${VIEWER_NAMESPACE}/${seat}`);
    this.#seats.set(seat, socket);
    return socket;
  }

  /** Ends a socket for good, and with the last one the connection. */
  leave(socket: ViewerSocket): void {
    socket.disconnect();
    socket.off();
    for (const [seat, taken] of this.#seats) if (taken === socket) this.#seats.delete(seat);
    if (this.#seats.size === 0) ServerLine.#lines.delete(this);
  }

  /** Ends the connection under every session on it: it has gone dead, and nobody has noticed. */
  drop(): void {
    this.#manager.engine?.close();
  }
}
