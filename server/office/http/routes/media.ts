import { basename } from 'node:path';
import { z } from 'zod';
import {
  mediaCheckSchema,
  mediaEditSchema,
  mediaImportSchema,
  mediaListQuerySchema,
  mediaListSchema,
  mediaViewSchema,
} from '../../../../shared/api/media.js';
import { immutableFile, json, nothing } from '../../../http/answer.js';
import { API_ROOT } from '../../../http/api-root.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import { expectedRevision } from '../../../http/entity-tag.js';
import type { HttpDeps } from '../http-server.js';
import { ifMatch } from '../if-match.js';
import { importedFile } from '../import-folder.js';
import { rangedFile } from '../ranged-file.js';

const params = z.object({ id: z.string().min(1).max(64) });
const media = json(mediaViewSchema, { description: 'The media.', revision: ({ revision }) => revision });
const created = json(mediaViewSchema, { status: 201, description: 'The media, new or there already.' });

/** `/media`: the library. */
export function mediaRoutes(deps: HttpDeps): Route[] {
  return [...collection(deps), ...oneMedia(deps), ...preparation(deps), ...pictures(deps), player(deps)];
}

function collection({ library, settings }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/media', role: 'host', summary: 'List the library' },
      query: mediaListQuerySchema,
      answer: json(mediaListSchema),
      handle: ({ query }) => library.list(query),
    }),
    defineRoute({
      ...{ method: 'post', path: '/media', role: 'host', summary: 'Import a file from IMPORT_DIR' },
      body: mediaImportSchema,
      answer: created,
      errors: ['import-disabled', 'import-outside', 'source-missing', 'source-empty', 'source-too-large'],
      async handle({ body, response }) {
        const path = await importedFile(settings.IMPORT_DIR, body.path);
        const source = { path, title: body.title, filename: basename(path), keep: true };
        const { media: added } = await library.addSource(source);
        response.location(`${API_ROOT}/media/${added.id}`);
        return added;
      },
    }),
  ];
}

function oneMedia({ library }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/media/:id', role: 'host', summary: 'A media and how its preparation goes' },
      params,
      answer: media,
      errors: ['media-unknown'],
      handle: (call) => library.get(call.params.id),
    }),
    defineRoute({
      ...{ method: 'patch', path: '/media/:id', role: 'host', summary: 'Rename a media' },
      params,
      headers: ifMatch,
      body: mediaEditSchema,
      answer: media,
      errors: ['media-unknown', 'stale-revision'],
      handle: ({ params: { id }, headers, body }) =>
        library.rename(id, body.title, expectedRevision(headers['if-match'])),
    }),
    defineRoute({
      ...{ method: 'delete', path: '/media/:id', role: 'host', summary: 'Delete a media that nothing uses' },
      params,
      headers: ifMatch,
      answer: nothing('Deleted, with everything that was made of it.'),
      errors: ['media-unknown', 'media-in-use', 'stale-revision'],
      handle: ({ params: { id }, headers }) => library.remove(id, expectedRevision(headers['if-match'])),
    }),
  ];
}

function preparation({ library }: HttpDeps): Route[] {
  const step = (name: 'cancel' | 'retry', summary: string): Route =>
    defineRoute({
      ...{ method: 'post', path: `/media/:id/${name}`, role: 'host', summary },
      params,
      answer: media,
      errors: ['media-unknown', 'wrong-state'],
      handle: (call) => library[name](call.params.id),
    });
  const verify = defineRoute({
    ...{ method: 'post', path: '/media/:id/verify', role: 'host' },
    summary: 'Read all stored bytes of a media and tell what is damaged',
    params,
    answer: json(mediaCheckSchema, {
      description: 'What was found; delete the media and upload it again to repair it.',
    }),
    errors: ['media-unknown', 'wrong-state'],
    handle: (call) => library.verify(call.params.id),
  });
  return [step('cancel', 'End the preparation of a media'), step('retry', 'Prepare a media once more'), verify];
}

type PictureName = 'poster' | 'storyboard' | 'storyboardVtt' | 'waveform';

const PICTURES: readonly { name: PictureName; file: string; type: string; summary: string }[] = [
  { name: 'poster', file: 'poster.jpg', type: 'image/jpeg', summary: 'A picture of the media' },
  { name: 'storyboard', file: 'storyboard.jpg', type: 'image/jpeg', summary: 'Small pictures of all of it, in one' },
  {
    name: 'storyboardVtt',
    file: 'storyboard.vtt',
    type: 'text/vtt',
    summary: 'Where in the storyboard which second is',
  },
  { name: 'waveform', file: 'waveform.json', type: 'application/json', summary: 'How loud the sound is, over time' },
];

function pictures({ library }: HttpDeps): Route[] {
  return PICTURES.map(({ name, file, type, summary }) =>
    defineRoute({
      ...{ method: 'get', path: `/media/:id/${file}`, role: 'host', summary },
      params,
      answer: immutableFile(type),
      errors: ['media-unknown', 'not-found', 'wrong-state', 'store-unavailable'],
      handle: (call) => library[name](call.params.id),
    }),
  );
}

function player({ library }: HttpDeps): Route {
  return defineRoute({
    ...{
      method: 'get',
      path: '/media/:id/preview.mp4',
      role: 'host',
      summary: 'The prepared media, for a video element',
    },
    params,
    answer: rangedFile('video/mp4'),
    errors: ['media-unknown', 'not-found', 'wrong-state', 'store-unavailable'],
    handle: (call) => library.playable(call.params.id),
  });
}
