import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Response } from 'express';
import { Router } from 'express';
import compressedFiles from 'express-static-gzip';
import type { Settings } from '../config/settings.js';
import { escapeHtml } from '../http/escape-html.js';
import { publicUrlOf } from '../http/public-url.js';
import { embedScript, forForeignPages } from './embed-script.js';
import { oEmbedAddress } from './oembed-address.js';

const HASHED_FILE_MAX_AGE = '365d';
/** Which of the files that the build compressed is sent to those that take several. */
const COMPRESSED = { enableBrotli: true, orderPreference: ['br', 'gzip'], index: false };

/** The built client: pages, the client script and the hashed files they load. */
export function pages(publicDir: string, settings: Pick<Settings, 'PUBLIC_URL'>): Router {
  const router = Router();
  const page = (file: string) => (_request: unknown, response: Response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(file, { root: publicDir });
  };
  const files = compressedFiles(publicDir, COMPRESSED);
  router.use(
    '/assets',
    forForeignPages,
    compressedFiles(`${publicDir}/assets`, {
      ...COMPRESSED,
      serveStatic: { immutable: true, maxAge: HASHED_FILE_MAX_AGE },
    }),
  );
  router.use(embedScript(files));
  router.get('/', page('index.html'));
  // One page: which of its views is meant is for its script to say.
  router.get('/console{/*view}', page('console/index.html'));
  router.get('/watch/:channel', async (request, response) => {
    const address = oEmbedAddress(publicUrlOf(request, settings), String(request.params['channel']));
    const html = await readFile(join(publicDir, 'watch/index.html'), 'utf8');
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Link', `<${address}>; rel="alternate"; type="application/json+oembed"`);
    response.type('html').send(html.replace('</head>', () => `${discovery(address)}</head>`));
  });
  router.get('/embed/:channel', forForeignPages, page('embed/index.html'));
  router.use(files);
  return router;
}

/** How other sites find out that a watch page can be embedded (oEmbed, section 4). */
function discovery(address: string): string {
  return `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(address)}">`;
}
