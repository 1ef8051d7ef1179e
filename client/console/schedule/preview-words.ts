import { type AudienceChange, type EditPreview, MOST_AIR_CHANGES } from '../../../shared/api/edit.js';
import type { EntryInput } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';
import { conditionText } from '../sequences/condition-text.js';
import { type ChangeRun, changeRuns } from './change-runs.js';

const MOST_RUNS = 3;
const MOST_AUDIENCES = 4;

/**
 * What an edit would do to what is on air: a sentence for each run of changes, and for all audiences that it is the same
 * for. `clockOf` writes a day and a time, with a space between.
 */
export function previewWords(preview: EditPreview, clockOf: (atMs: Millis) => string): string[] {
  const sentences = preview.channels.flatMap(({ channel, audiences }) =>
    [...audiencesByChange(audiences, clockOf)].map(([change, who]) => `${channel}: ${change(whoText(who))}`),
  );
  return sentences.length === 0 ? ['Nothing changes on air in the time ahead.'] : sentences;
}

/** When what is scheduled goes on after an entry that covers it. */
export function takeOverEndText({ endsAt, loop }: EntryInput, clockOf: (atMs: Millis) => string): string {
  if (endsAt != null) return `What is scheduled goes on at ${clockOf(endsAt)}, as if nothing had been.`;
  return loop === true
    ? 'What is scheduled goes on when somebody goes back to it.'
    : 'What is scheduled goes on when it is over, as if nothing had been.';
}

type Audience = AudienceChange['audience'];
type Sentence = (who: string) => string;

/** In the order in which the changes are met first. */
function audiencesByChange(
  audiences: readonly AudienceChange[],
  clockOf: (atMs: Millis) => string,
): Map<Sentence, Audience[]> {
  const sentences = new Map<string, Sentence>();
  const found = new Map<Sentence, Audience[]>();
  for (const { audience, changes } of audiences) {
    const hasMore = changes.length === MOST_AIR_CHANGES;
    for (const sentence of changeSentences(changeRuns(changes), hasMore, clockOf)) {
      const same = sentences.get(sentence('')) ?? sentence;
      sentences.set(sentence(''), same);
      found.set(same, [...(found.get(same) ?? []), audience]);
    }
  }
  return found;
}

/** @param hasMore there are changes behind the last run that are not known, and may go on with it */
function changeSentences(runs: readonly ChangeRun[], hasMore: boolean, clockOf: (atMs: Millis) => string): Sentence[] {
  const told = runs.slice(0, MOST_RUNS).map((run, index): Sentence => {
    const mayGoOn = hasMore && index === runs.length - 1 && run.to !== null;
    const when = spanText(run, clockOf) + (mayGoOn ? ' at least' : '');
    return (who) => `${when} ${who} get ${whatText(run)} instead of ${namesText(run.before)}`;
  });
  const more = runs.length - told.length;
  return more > 0 ? [...told, (who) => `${who} get ${hasMore ? 'many' : more} more changes after that`] : told;
}

function spanText({ from, to }: ChangeRun, clockOf: (atMs: Millis) => string): string {
  const start = clockOf(from);
  if (to === null) return `from ${start} on`;
  const end = clockOf(to);
  const [day] = start.split(' ');
  return `from ${start} to ${end.startsWith(`${day} `) ? end.slice(day!.length + 1) : end}`;
}

function whatText({ before, after }: ChangeRun): string {
  const isSame = before.length === 1 && after.length === 1 && before[0]!.mediaId === after[0]!.mediaId;
  return isSame ? `another place in ${nameText(after[0]!)}` : namesText(after);
}

type OnAir = ChangeRun['before'][number];

function namesText(run: readonly OnAir[]): string {
  return run.length === 1 ? nameText(run[0]!) : `${nameText(run[0]!)} and what follows it`;
}

function nameText({ kind, title }: OnAir): string {
  return kind === 'media' ? `“${title}”` : `the ${kind}`;
}

function whoText(audiences: readonly Audience[]): string {
  const names = audiences.map((one) =>
    Object.keys(one).length === 0 ? 'viewers' : `viewers with ${conditionText(one)}`,
  );
  const more = names.length - MOST_AUDIENCES;
  const told = more > 0 ? [...names.slice(0, MOST_AUDIENCES), `${more} other audiences`] : names;
  return told.length === 1 ? told[0]! : `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`;
}
