import type { Socket } from 'node:net';
import type { SendTemplates } from './send-templates.js';

const BATCH_BYTES = 512 * 1024;
/** A worker that falls this far behind is stuck: some seconds of a full load. */
const MOST_QUEUED_BYTES = 32 * 1024 * 1024;

/**
 * A direct line to a worker: the packets that all feeds send in one turn of the event loop leave in one write. Unlike
 * `producer.send()` it notices a worker that no longer takes them.
 */
export class WorkerLine {
  readonly #socket: Socket;
  readonly #templates: SendTemplates;
  #batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #length = 0;
  #scheduled = false;

  constructor(socket: Socket, templates: SendTemplates) {
    this.#socket = socket;
    this.#templates = templates;
  }

  /**
   * Sends one RTP packet to a producer, named by the 36 bytes of its id.
   * @throws Error when the worker is gone or stuck.
   */
  send(producerId: Buffer, packet: Buffer): void {
    if (this.#socket.destroyed) throw new Error('the worker is gone');
    if (this.#socket.writableLength > MOST_QUEUED_BYTES) throw new Error('the worker takes no more packets');
    const { head, idAt, tailBytes } = this.#templates.of(packet.length);
    const bytes = head.length + packet.length + tailBytes;
    if (this.#length + bytes > this.#batch.length) this.#flush();
    const batch = this.#batch;
    const start = this.#length;
    const packetAt = start + head.length;
    head.copy(batch, start);
    producerId.copy(batch, start + idAt);
    packet.copy(batch, packetAt);
    batch.fill(0, packetAt + packet.length, start + bytes);
    this.#length += bytes;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#length === 0) return;
    const bytes = this.#batch.subarray(0, this.#length);
    this.#length = 0;
    // What waits behind a worker that is slow to read is copied: the whole batch would be kept for a few packets of it.
    if (this.#socket.writableLength > 0) return void this.#socket.write(Buffer.from(bytes));
    this.#socket.write(bytes);
    // What the kernel did not take at once is still read from the batch: leave it to the socket.
    if (this.#socket.writableLength > 0) this.#batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
  }
}
