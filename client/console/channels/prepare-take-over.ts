import type { Millis } from '../../../shared/units.js';
import { fetchEntries, type ScheduleEdit } from '../schedule/schedule-queries.js';
import { lookAheadUntil, type TakeOver, takeOverEntry } from './take-over.js';

/**
 * Looks up what a take-over has to cover.
 * @returns the edit that makes it, with its beginning when it is called.
 */
export async function prepareTakeOver(
  slug: string,
  takeOver: TakeOver,
  nowMs: () => Millis,
): Promise<() => ScheduleEdit> {
  const from = nowMs();
  const meanwhile = await fetchEntries(slug, from, lookAheadUntil(takeOver.end, from));
  return () => ({ kind: 'add', input: takeOverEntry(takeOver, nowMs(), meanwhile) });
}
