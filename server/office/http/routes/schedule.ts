import { z } from 'zod';
import { editQuerySchema } from '../../../../shared/api/edit.js';
import {
  entryEditSchema,
  entryInputSchema,
  entryViewSchema,
  scheduleQuerySchema,
  scheduleViewSchema,
  undoSchema,
  versionListSchema,
  versionViewSchema,
} from '../../../../shared/api/schedule.js';
import { wholeNumberQuery } from '../../../../shared/api/whole-number.js';
import { json, nothing } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { expectedRevision } from '../../../http/entity-tag.js';
import { entryView } from '../../schedule/views.js';
import { orPreview, outcomeAs } from '../edit-answer.js';
import type { HttpDeps } from '../http-server.js';
import { ifMatch } from '../if-match.js';

type Deps = Pick<HttpDeps, 'editor' | 'schedules'>;

const SCHEDULE = '/channels/:slug/schedule';
const ENTRY = `${SCHEDULE}/:entryId`;
const HISTORY_STAYS =
  'What was on air stays as it was: of an instant before the edit takes effect, `now?at=` answers what the version in force then had on air. So entries that are over may be edited, too.';
const params = z.object({ slug: z.string() });
const entryParams = params.extend({ entryId: z.string().min(1).max(64) });
const revision = (entry: { revision: number }) => entry.revision;
const entry = json(entryViewSchema, { description: 'The entry.', revision });
const created = json(entryViewSchema, { status: 201, description: 'The new entry.', revision });
const placing = [
  'channel-unknown',
  'sequence-unknown',
  'repeat-invalid',
  'schedule-conflict',
  'on-air-change',
] as const;

/** `/channels/:slug/schedule`: what is on when, and what it was before each edit. */
export function scheduleRoutes(deps: Deps): Route[] {
  return [...wholeSchedule(deps), ...history(deps), ...oneEntry(deps)];
}

function wholeSchedule({ editor, schedules }: Deps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: SCHEDULE, role: 'host', summary: 'The entries of a schedule, or those of some time' },
      params,
      query: scheduleQuerySchema,
      answer: json(scheduleViewSchema),
      errors: ['channel-unknown'],
      handle: (call) => schedules.schedule(call.params.slug, call.query),
    }),
    defineRoute({
      ...{ method: 'post', path: SCHEDULE, role: 'host', summary: 'Put a sequence on air: once, looping or repeating' },
      description: HISTORY_STAYS,
      params,
      query: editQuerySchema,
      body: entryInputSchema,
      answer: orPreview(created),
      errors: [...placing, 'schedule-full'],
      async handle({ params: { slug }, query, body, session, response }) {
        const outcome = await editor.addEntry(slug, body, { ...query, actor: session!.actor });
        if (outcome.applied) response.location(`${API_ROOT}/channels/${slug}/schedule/${outcome.result.id}`);
        return outcomeAs(outcome, entryView);
      },
    }),
  ];
}

function history({ editor, schedules }: Deps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: `${SCHEDULE}/versions`, role: 'host', summary: 'Who changed a schedule, when and how' },
      params,
      query: z.object({
        limit: wholeNumberQuery(1, 200).default(50),
        cursor: z.string().max(500).optional(),
      }),
      answer: json(versionListSchema),
      errors: ['channel-unknown'],
      handle: (call) => schedules.versions(call.params.slug, call.query),
    }),
    defineRoute({
      ...{ method: 'post', path: `${SCHEDULE}/undo`, role: 'host', summary: 'Go back to an earlier version' },
      description:
        'Makes a new version with the entries, the revisions of their sequences and the filler that the earlier one had.',
      params,
      query: editQuerySchema,
      body: undoSchema,
      answer: orPreview(json(versionViewSchema, { description: 'The new version.' })),
      errors: ['channel-unknown', 'version-unknown', 'version-incomplete', 'schedule-conflict', 'on-air-change'],
      async handle({ params: { slug }, query, body, session }) {
        const outcome = await editor.undo(slug, body.version, { ...query, actor: session!.actor });
        return outcomeAs(outcome, (version) => schedules.version(slug, version));
      },
    }),
  ];
}

function oneEntry({ editor, schedules }: Deps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: ENTRY, role: 'host', summary: 'An entry of a schedule' },
      params: entryParams,
      answer: entry,
      errors: ['channel-unknown', 'entry-unknown'],
      handle: (call) => schedules.entry(call.params.slug, call.params.entryId),
    }),
    defineRoute({
      ...{ method: 'patch', path: ENTRY, role: 'host', summary: 'Edit an entry' },
      description: HISTORY_STAYS,
      params: entryParams,
      query: editQuerySchema,
      headers: ifMatch,
      body: entryEditSchema,
      answer: orPreview(entry),
      errors: [...placing, 'entry-unknown', 'stale-revision'],
      async handle({ params: { slug, entryId }, query, headers, body, session }) {
        const options = { ...query, actor: session!.actor, expectedRevision: expectedRevision(headers['if-match']) };
        return outcomeAs(await editor.editEntry(slug, entryId, body, options), entryView);
      },
    }),
    defineRoute({
      ...{ method: 'delete', path: ENTRY, role: 'host', summary: 'Take an entry out of a schedule' },
      description: HISTORY_STAYS,
      params: entryParams,
      query: editQuerySchema,
      headers: ifMatch,
      answer: orPreview(nothing('Taken out.')),
      errors: ['channel-unknown', 'entry-unknown', 'on-air-change', 'stale-revision'],
      async handle({ params: { slug, entryId }, query, headers, session }) {
        const options = { ...query, actor: session!.actor, expectedRevision: expectedRevision(headers['if-match']) };
        return outcomeAs(await editor.removeEntry(slug, entryId, options), () => undefined);
      },
    }),
  ];
}
