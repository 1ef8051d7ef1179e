import { z } from 'zod';
import { handWritten } from '../../../http/answer.js';
import type { Route } from '../../../http/define-route.js';
import { defineRoute } from '../../../http/define-route.js';
import type { HttpDeps } from '../http-server.js';
import { TUS_VERSION, UPLOAD_ID } from '../upload-intake.js';

const REFUSED_BY_LIBRARY = ['source-empty', 'source-missing', 'source-too-large', 'storage-full'] as const;
const MEDIA_HEADERS = '`Media-Id`, with `Media-Duplicate: true` if the library had these bytes';

const byteCount = z.string().regex(/^(0|[1-9]\d{0,14})$/, 'a number of bytes');
const tusResumable = z.string().optional().describe(`\`${TUS_VERSION}\``);
const params = z.object({ id: z.string().regex(UPLOAD_ID, 'no id of an upload') });
const metadata = z
  .string()
  .max(8192)
  .regex(/^[^\s,]+( [\w+/=-]*)?(,[^\s,]+( [\w+/=-]*)?)*$/, 'pairs of a key and a base64 value')
  .refine(hasEachKeyOnce, 'each key once')
  .describe('`filename` and `title`, as pairs of a key and a base64 value.');

function hasEachKeyOnce(pairs: string): boolean {
  const keys = pairs.split(',').map((pair) => pair.split(' ')[0]);
  return new Set(keys).size === keys.length;
}

/** `/uploads`: tus 1.0. The answer that finishes an upload names its media. */
export function uploadRoutes({ uploads }: HttpDeps): Route[] {
  const serve: Parameters<typeof defineRoute<void>>[0]['handle'] = ({ request, response, session }) =>
    uploads.serve(request, response, session?.principal.username ?? '');
  return [
    defineRoute({
      ...{ method: 'options', path: '/uploads', role: 'host', summary: 'What this tus server can do' },
      answer: handWritten(204, 'In the headers.'),
      handle: serve,
    }),
    defineRoute({
      ...{ method: 'post', path: '/uploads', role: 'host', summary: 'Start a resumable upload (tus 1.0)' },
      headers: z.object({
        'tus-resumable': tusResumable,
        'upload-length': byteCount,
        'upload-metadata': metadata.optional(),
      }),
      answer: handWritten(201, 'Its address is in `Location`.'),
      errors: ['upload-protocol', 'upload-too-large', 'upload-overrun', 'too-many-uploads', ...REFUSED_BY_LIBRARY],
      handle: serve,
    }),
    defineRoute({
      ...{ method: 'head', path: '/uploads/:id', role: 'host', summary: 'How far an upload is, and what it became' },
      params,
      headers: z.object({ 'tus-resumable': tusResumable }),
      answer: handWritten(200, `In \`Upload-Offset\`, and once it is finished ${MEDIA_HEADERS}.`),
      errors: ['upload-protocol', 'upload-unknown', 'upload-expired', ...REFUSED_BY_LIBRARY],
      handle: serve,
    }),
    defineRoute({
      ...{ method: 'patch', path: '/uploads/:id', role: 'host', summary: 'Send the next bytes of an upload' },
      params,
      headers: z.object({
        'tus-resumable': tusResumable,
        'upload-offset': byteCount,
        'content-type': z.literal('application/offset+octet-stream'),
      }),
      answer: handWritten(204, `The new \`Upload-Offset\`; with the last byte, ${MEDIA_HEADERS}.`),
      errors: [
        'upload-protocol',
        'upload-unknown',
        'upload-expired',
        'upload-offset',
        'upload-overrun',
        ...REFUSED_BY_LIBRARY,
      ],
      handle: serve,
    }),
    defineRoute({
      ...{ method: 'delete', path: '/uploads/:id', role: 'host', summary: 'Give an unfinished upload up' },
      params,
      headers: z.object({ 'tus-resumable': tusResumable }),
      answer: handWritten(204, 'Given up.'),
      errors: ['upload-protocol', 'upload-unknown', 'upload-expired'],
      handle: serve,
    }),
  ];
}
