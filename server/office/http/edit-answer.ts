import { z } from 'zod';
import { editPreviewSchema } from '../../../shared/api/edit.js';
import { type Answer, json } from '../../http/answer.js';
import type { EditOutcome } from '../schedule/schedule-editor.js';

const JSON_TYPE = 'application/json';
const preview = json(editPreviewSchema, { description: 'With `dryRun`: what the edit would change.' });

/** The answer of an edit that was made; asked with `dryRun`, what it would change. */
export function orPreview<Result>(made: Answer<Result>): Answer<EditOutcome<Result>> {
  const isSameStatus = made.status === preview.status;
  return {
    ...made,
    ...(isSameStatus
      ? { content: { [JSON_TYPE]: z.union([made.content![JSON_TYPE]!, editPreviewSchema]) } }
      : { alternative: preview }),
    async send(response, outcome) {
      if (outcome.applied) await made.send(response, outcome.result);
      else await preview.send(response, outcome.preview);
    },
  };
}

/** What was made of an edit, in another form. */
export async function outcomeAs<Result, View>(
  outcome: EditOutcome<Result>,
  viewOf: (result: Result) => View | Promise<View>,
): Promise<EditOutcome<View>> {
  return outcome.applied ? { applied: true, result: await viewOf(outcome.result) } : outcome;
}
