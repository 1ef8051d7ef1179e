import type { EntryInput, EntryView } from '../../../shared/api/schedule.js';
import type { SequenceView } from '../../../shared/api/sequences.js';
import type { Millis } from '../../../shared/units.js';
import { audienceOf, conditionText } from '../sequences/condition-text.js';
import { type RepeatChoice, repeatChoice, ruleOf, WEEKDAYS } from './repeat-choice.js';
import { instantOf, wallTime } from './wall-clock.js';

/** What is edited: an entry that is there, or a new one at a time. */
export type EntryDraft =
  | { readonly kind: 'new'; readonly startsAt: Millis; readonly endsAt: Millis | null }
  | { readonly kind: 'known'; readonly entry: EntryView };

/** For `what`: no sequence is called so. */
export const SLATE = '';

/** An entry as a host writes it, in the wall-clock time of a zone. */
export interface EntryForm extends RepeatChoice {
  readonly what: string | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly loop: boolean;
  /** Empty: above whatever else is on air meanwhile. */
  readonly priority: number | '';
  readonly when: string;
}

export function entryForm(draft: EntryDraft, sequences: readonly SequenceView[], timeZone: string): EntryForm {
  const entry = draft.kind === 'known' ? draft.entry : null;
  const { startsAt, endsAt } = draft.kind === 'known' ? draft.entry : draft;
  const start = wallTime(startsAt, timeZone);
  const choice = repeatChoice(entry?.repeat ?? null);
  return {
    what: entry === null ? (sequences[0]?.id ?? null) : (entry.sequenceId ?? SLATE),
    start,
    end: endsAt === null ? null : wallTime(endsAt, timeZone),
    // Who gives a new entry an end wants something on until then.
    loop: entry?.loop ?? endsAt !== null,
    ...choice,
    days: choice.days.length > 0 ? choice.days : [weekdayOf(start)],
    priority: entry?.priority ?? '',
    when: conditionText(entry?.when ?? {}),
  };
}

function weekdayOf(wall: string): string {
  return WEEKDAYS[(new Date(wall.slice(0, 'YYYY-MM-DD'.length)).getUTCDay() + 6) % 7]!.value;
}

/** A rule goes on counting in the zone it was made in. */
export function repeatZone(draft: EntryDraft, timeZone: string): string {
  return (draft.kind === 'known' && draft.entry.repeat !== null && draft.entry.timeZone) || timeZone;
}

/** The entry that a form without errors stands for; without a priority if none was written. */
export function entryInput(form: EntryForm, draft: EntryDraft, timeZone: string): EntryInput {
  const isSlate = form.what === SLATE;
  const { startsAt, endsAt } = draft.kind === 'known' ? draft.entry : draft;
  const repeat = ruleOf(form);
  return {
    sequenceId: isSlate ? null : form.what,
    startsAt: instantWritten(form.start!, startsAt, timeZone),
    endsAt: form.end === null ? null : instantWritten(form.end, endsAt, timeZone),
    loop: isSlate || form.loop,
    repeat,
    timeZone: repeat === null ? null : repeatZone(draft, timeZone),
    ...(form.priority !== '' && { priority: form.priority }),
    when: audienceOf(form.when)!,
  };
}

/** What nobody wrote anew keeps its part of a second: what is on air would jump by it. */
function instantWritten(wall: string, before: Millis | null, timeZone: string): Millis {
  const isAsBefore = before !== null && wall === wallTime(before, timeZone);
  return isAsBefore ? before : instantOf(wall, timeZone);
}
