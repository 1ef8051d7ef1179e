import type { Millis } from '../../../shared/units.js';

/** How often a worker is looked at. */
export const LOOK_EVERY_MS: Millis = 300;
/**
 * Time to answer alone would not do. Measured on 2 cores: a worker at rest answers within 30 ms, beside 12 busy processes
 * within 210 ms, and one that is overloaded (200 consumers, 60,000 packets a second) after 0.8 s at the median, 3.3 s at
 * most. But that one never passed more than one look without using CPU time, and a hung one uses none.
 *
 * Looks in a row without any sign of life after which a worker is taken for hung: 0.9 to 1.2 s after it stopped. What
 * counts is looks, not time: when this process was held up itself, an answer may lie unread in the socket, and the turn
 * of the event loop between two looks reads it.
 */
const SILENT_LOOKS = 3;
/** Where no CPU time can be read, a busy worker and a hung one look alike: 4.5 s. */
const SILENT_LOOKS_UNSEEN = 15;
/** A worker that only computes and answers nobody for 12 s is in an endless loop, or too far behind to be of use. */
const BUSY_LOOKS = 40;

export interface Look {
  /** Whether the worker answered since the look before. */
  readonly hasAnswered: boolean;
  /** CPU time that its process has used so far; undefined where that cannot be read. */
  readonly cpuMs: Millis | undefined;
}

/** What the looks at a worker have shown. */
export interface Pulse {
  readonly cpuMs: Millis | undefined;
  /** Looks in a row without an answer, and those of them in which no CPU time was used either. */
  readonly unansweredLooks: number;
  readonly silentLooks: number;
}

export const FIRST_PULSE: Pulse = { cpuMs: undefined, unansweredLooks: 0, silentLooks: 0 };

export function pulseAfter(before: Pulse, { hasAnswered, cpuMs }: Look): Pulse {
  if (hasAnswered) return { cpuMs, unansweredLooks: 0, silentLooks: 0 };
  const hasWorked = cpuMs !== undefined && before.cpuMs !== undefined && cpuMs > before.cpuMs;
  return {
    cpuMs,
    unansweredLooks: before.unansweredLooks + 1,
    silentLooks: hasWorked ? 0 : before.silentLooks + 1,
  };
}

export function isHung({ cpuMs, unansweredLooks, silentLooks }: Pulse): boolean {
  const mostSilent = cpuMs === undefined ? SILENT_LOOKS_UNSEEN : SILENT_LOOKS;
  return silentLooks >= mostSilent || unansweredLooks >= BUSY_LOOKS;
}

/** Nobody new should be sent there until it answers. */
export function isDoubtful({ unansweredLooks }: Pulse): boolean {
  return unansweredLooks >= 2;
}
