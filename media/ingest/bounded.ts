import type { Millis } from '../../shared/units.js';
import type { Clock } from '../playout/clock.js';

/** Waits for work, but no longer than so long. @throws what `late` makes, when it takes longer; the work goes on then. */
export async function bounded<T>(
  work: Promise<T>,
  longestMs: Millis,
  clock: Pick<Clock, 'setTimer'>,
  late: () => Error,
): Promise<T> {
  let cancel: () => void = () => undefined;
  const bound = new Promise<never>((_, reject) => {
    cancel = clock.setTimer(longestMs, () => reject(late()));
  });
  try {
    return await Promise.race([work, bound]);
  } finally {
    cancel();
  }
}
