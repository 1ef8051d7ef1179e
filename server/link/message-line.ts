import type { Socket } from 'node:net';

/** Much more than any message of ours; a peer that sends more is broken. */
const LONGEST_LINE_CHARS = 32 * 1024 * 1024;
/** A peer that leaves so much unread hangs: the line is cut, and what it missed is sent when it connects again. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;

/** JSON messages over a stream socket, one a line. */
export class MessageLine {
  readonly #socket: Socket;
  #rest = '';

  constructor(socket: Socket, onMessage: (message: unknown) => void, onClose: () => void) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#read(text, onMessage));
    // 'close' follows.
    socket.on('error', () => undefined);
    socket.once('close', onClose);
  }

  send(message: unknown): void {
    if (this.#socket.destroyed) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > MOST_UNREAD_BYTES) this.#socket.destroy();
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string, onMessage: (message: unknown) => void): void {
    const lines = text.split('\n');
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop()!;
    if (this.#rest.length > LONGEST_LINE_CHARS) this.close();
    for (const line of lines) {
      if (this.#socket.destroyed) return;
      onMessage(JSON.parse(line));
    }
  }
}
