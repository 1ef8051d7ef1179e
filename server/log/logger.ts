import type { Logger } from 'pino';
import { pino } from 'pino';

export type { Logger };

/** Logs go to standard error, for people on a terminal and as JSON lines elsewhere. */
export function createLogger(level: string): Logger {
  const base = { level, base: null };
  if (process.stderr.isTTY) {
    return pino({
      ...base,
      transport: {
        target: 'pino-pretty',
        options: { destination: 2, translateTime: 'HH:MM:ss.l', ignore: 'pid,hostname' },
      },
    });
  }
  return pino(base, pino.destination(2));
}
