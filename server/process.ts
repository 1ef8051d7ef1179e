import type { Socket } from 'node:net';
import type { Notice, Order, StartOrder, UpgradeRequest } from './link/control.js';
import { createLogger, type Logger } from './log/logger.js';

/** One of the server's processes, as far as starting and stopping it goes. */
export interface Part {
  /** Takes over a connection that asked for a WebSocket. */
  adopt?(request: UpgradeRequest, socket: Socket): void;
  /** The master clock has another offset to the monotonic clock. */
  followClock?(offsetMs: number): void;
  close(): Promise<void>;
}

export interface PartContext {
  readonly order: StartOrder;
  readonly logger: Logger;
  /** With a connection, that connection is handed over. */
  notify(notice: Notice, connection?: Socket): void;
}

/**
 * Runs one of the server's processes: starts when the first process says so, stops when it says so, and ends with it,
 * however that ends.
 */
export function runPart(start: (context: PartContext) => Promise<Part & { readonly url?: string }>): void {
  let part: Part | undefined;
  const notify = (notice: Notice, connection?: Socket): void => {
    if (process.connected) process.send!(notice, connection, {}, () => undefined);
  };
  // The first process is told by its terminal, and tells the others.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit(1));
  process.on('message', (message: Order, connection?: Socket) => {
    switch (message.type) {
      case 'start':
        start({ order: message.order, logger: createLogger(message.order.logLevel), notify }).then(
          (started) => {
            part = started;
            notify({ type: 'ready', ...(started.url === undefined ? {} : { url: started.url }) });
          },
          (error: unknown) => {
            notify({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
          },
        );
        return;
      case 'clock':
        part?.followClock?.(message.offsetMs);
        return;
      case 'upgrade':
        if (connection === undefined) return;
        if (part?.adopt === undefined) connection.destroy();
        else part.adopt(message.request, connection);
        return;
      case 'ping':
        notify({ type: 'pong' });
        return;
      case 'stop':
        void Promise.resolve(part?.close()).finally(() => process.exit(0));
        return;
      default:
        message satisfies never;
    }
  });
}
