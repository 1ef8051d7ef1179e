import type { Socket } from 'node:net';

/**
 * Stops reading from a connection that is handed to another process. A process keeps its copy of the connection until the
 * other has confirmed the receipt: what it read meanwhile would be lost. Nothing public stops that: a paused stream goes
 * on reading into its buffer.
 */
export function stopReading(socket: Socket): void {
  const { _handle: handle } = socket as Socket & { _handle?: { readStop?(): void } | null };
  handle?.readStop?.();
}
