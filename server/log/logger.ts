import type { DestinationStream, LogFn, Logger, LoggerOptions } from 'pino';
import { pino } from 'pino';
import type { Millis } from '../../shared/units.js';
import { monotonicMs } from '../clock/monotonic.js';
import type { Settings } from '../config/settings.js';
import { LineMeter } from './line-meter.js';

export type { Logger };

/**
 * Logs go to standard error, for people on a terminal and as JSON lines elsewhere. What is logged again and again is
 * thinned out: the next line of the same message says how many were left out before it (`leftOut`).
 * @param destination in place of standard error
 */
export function createLogger(
  level: Settings['LOG_LEVEL'],
  { destination, now = monotonicMs }: { destination?: DestinationStream; now?: () => Millis } = {},
): Logger {
  const base: LoggerOptions = { level, base: null, hooks: { logMethod: metered(new LineMeter(), now) } };
  if (destination === undefined && process.stderr.isTTY) {
    return pino({
      ...base,
      transport: {
        target: 'pino-pretty',
        options: { destination: 2, translateTime: 'HH:MM:ss.l', ignore: 'pid,hostname' },
      },
    });
  }
  return pino(base, destination ?? pino.destination(2));
}

function metered(meter: LineMeter, now: () => Millis) {
  return function log(this: Logger, parameters: Parameters<LogFn>, method: LogFn): void {
    const [first, ...rest] = parameters as [unknown, ...unknown[]];
    const message = typeof first === 'string' ? first : (rest[0] ?? first);
    const leftOut = meter.admit(String(message), now());
    if (leftOut === undefined) return;
    if (leftOut === 0) method.apply(this, parameters);
    else if (typeof first === 'string') method.call(this, { leftOut }, first, ...rest);
    else
      method.call(this, { ...(first instanceof Error ? { err: first } : (first as object)), leftOut }, ...(rest as []));
  };
}
