import type { AudienceChange, EditPreview } from '../../../shared/api/edit.js';
import type { Millis } from '../../../shared/units.js';
import { conditionText } from '../sequences/condition-text.js';

const MOST_CHANGES = 3;

/** What an edit would do to what is on air, a sentence for each change. */
export function previewWords(preview: EditPreview, clockOf: (atMs: Millis) => string): string[] {
  const sentences = preview.channels.flatMap(({ channel, audiences }) =>
    audiences.flatMap((one) => audienceWords(one, clockOf).map((words) => `${channel}: ${words}`)),
  );
  return sentences.length === 0 ? ['Nothing changes on air in the time ahead.'] : sentences;
}

function audienceWords({ audience, changes }: AudienceChange, clockOf: (atMs: Millis) => string): string[] {
  const who = Object.keys(audience).length === 0 ? 'viewers' : `viewers with ${conditionText(audience)}`;
  const told = changes.slice(0, MOST_CHANGES).map(({ from, before, after }) => {
    const what = after.mediaId === before.mediaId ? `another place in ${name(after)}` : name(after);
    return `${who} get ${what} instead of ${name(before)} from ${clockOf(from)}`;
  });
  const more = changes.length - told.length;
  return more > 0 ? [...told, `${who} get ${more} more changes after that`] : told;
}

function name({ kind, title }: { readonly kind: string; readonly title: string }): string {
  return kind === 'media' ? `“${title}”` : `the ${kind}`;
}
