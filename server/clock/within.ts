import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';

/** What some work comes to, or what is answered instead when it takes longer; the work itself goes on. */
export function within<T>(
  clock: Pick<Clock, 'setTimer'>,
  longestMs: Millis,
  work: Promise<T>,
  late: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.setTimer(longestMs, () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
    work.then(resolve, reject).finally(cancelTimer);
  });
}
