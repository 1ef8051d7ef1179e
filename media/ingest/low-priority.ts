import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';

/** `lowest` is for what nobody waits for: it gets a fifth of a processor that a tool at `low` wants too. */
export type ToolPriority = 'low' | 'lowest';

const NICENESS: Readonly<Record<ToolPriority, number>> = {
  low: constants.priority.PRIORITY_BELOW_NORMAL,
  lowest: constants.priority.PRIORITY_LOW,
};
/** Linux takes one such change in a tenth of a second from users without privileges. */
const TRY_AGAIN_MS: Millis = 150;
const MOST_TRIES = 10;

/**
 * Makes a process that leads a session of its own give way to the server. Linux shares the processors between sessions
 * first (sched(7), "The autogroup feature"): beside another session, niceness counts only when the session has it too.
 * @returns ends the attempts
 */
export function lowerPriority(pid: number, priority: ToolPriority, clock: Pick<Clock, 'setTimer'>): () => void {
  const niceness = NICENESS[priority];
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already, or the system has no such thing.
    return () => undefined;
  }
  let cancelTimer = () => {};
  const attempt = (triesLeft: number): void => {
    if (setSessionNiceness(pid, niceness) === 'too-soon' && triesLeft > 0) {
      cancelTimer = clock.setTimer(TRY_AGAIN_MS, () => attempt(triesLeft - 1));
    }
  };
  attempt(MOST_TRIES);
  return () => cancelTimer();
}

function setSessionNiceness(pid: number, niceness: number): 'done' | 'too-soon' | 'not-there' {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, `${niceness}`);
    return 'done';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 'too-soon' : 'not-there';
  }
}
