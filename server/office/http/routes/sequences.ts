import { z } from 'zod';
import { editQuerySchema } from '../../../../shared/api/edit.js';
import {
  sequenceEditSchema,
  sequenceInputSchema,
  sequenceListSchema,
  sequenceViewSchema,
} from '../../../../shared/api/sequences.js';
import { wholeNumberQuery } from '../../../../shared/api/whole-number.js';
import { json, nothing } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { expectedRevision } from '../../../http/entity-tag.js';
import { orPreview, outcomeAs } from '../edit-answer.js';
import type { HttpDeps } from '../http-server.js';
import { ifMatch } from '../if-match.js';

const MOST_BODY_BYTES = 2 * 1024 * 1024;
const params = z.object({ id: z.string().min(1).max(64) });
const revision = (sequence: { revision: number }) => sequence.revision;
const sequence = json(sequenceViewSchema, { description: 'The sequence.', revision });
const created = json(sequenceViewSchema, { status: 201, description: 'The new sequence.', revision });
const mediaErrors = ['media-unknown', 'media-not-ready'] as const;

/** `/sequences`: ordered lists of media and slots, with revisions. */
export function sequenceRoutes({ editor, schedules }: Pick<HttpDeps, 'editor' | 'schedules'>): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/sequences', role: 'host', summary: 'List the sequences, newest first' },
      description: 'A page has fewer of them than its limit where they are very long.',
      query: z.object({
        limit: wholeNumberQuery(1, 50).default(20),
        cursor: z.string().max(500).optional(),
      }),
      answer: json(sequenceListSchema),
      handle: ({ query }) => schedules.sequences(query),
    }),
    defineRoute({
      ...{ method: 'post', path: '/sequences', role: 'host', summary: 'Make a sequence of media that is ready' },
      body: sequenceInputSchema,
      mostBodyBytes: MOST_BODY_BYTES,
      answer: created,
      errors: mediaErrors,
      async handle({ body, response }) {
        const { id } = await editor.createSequence(body);
        response.location(`${API_ROOT}/sequences/${id}`);
        return schedules.sequence(id);
      },
    }),
    defineRoute({
      ...{ method: 'get', path: '/sequences/:id', role: 'host', summary: 'A sequence at its newest revision' },
      params,
      answer: sequence,
      errors: ['sequence-unknown'],
      handle: (call) => schedules.sequence(call.params.id),
    }),
    defineRoute({
      ...{ method: 'patch', path: '/sequences/:id', role: 'host', summary: 'Edit a sequence' },
      description:
        'Makes a new revision. Where the sequence is on air, the item that is airing goes on to its end, and the new revision follows from the item after it.',
      params,
      query: editQuerySchema,
      headers: ifMatch,
      body: sequenceEditSchema,
      mostBodyBytes: MOST_BODY_BYTES,
      answer: orPreview(sequence),
      errors: [...mediaErrors, 'sequence-unknown', 'stale-revision', 'schedule-conflict', 'on-air-change'],
      async handle({ params: { id }, query, headers, body, session }) {
        const options = {
          ...{ ...query, actor: session!.actor },
          expectedRevision: expectedRevision(headers['if-match']),
        };
        return outcomeAs(await editor.editSequence(id, body, options), () => schedules.sequence(id));
      },
    }),
    defineRoute({
      ...{ method: 'delete', path: '/sequences/:id', role: 'host', summary: 'Delete a sequence that is not scheduled' },
      params,
      headers: ifMatch,
      answer: nothing('Deleted. What it was stays in the history of the channels that had it.'),
      errors: ['sequence-unknown', 'sequence-in-use', 'stale-revision'],
      handle: ({ params: { id }, headers }) => editor.removeSequence(id, expectedRevision(headers['if-match'])),
    }),
  ];
}
