import type { Response } from 'express';
import express, { Router } from 'express';

const HASHED_FILE_MAX_AGE = '365d';

/** The built client: pages, `/embed.js` and the hashed files they load. */
export function pages(publicDir: string): Router {
  const router = Router();
  const page = (file: string) => (_request: unknown, response: Response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(file, { root: publicDir });
  };
  router.use('/assets', express.static(`${publicDir}/assets`, { immutable: true, maxAge: HASHED_FILE_MAX_AGE }));
  router.get('/embed.js', (_request, response) => {
    // Pages of other origins load it as a module, which takes CORS.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('embed.js', { root: publicDir });
  });
  router.get('/', page('index.html'));
  router.get('/watch/:channel', page('watch/index.html'));
  router.get('/embed/:channel', page('embed/index.html'));
  router.use(express.static(publicDir, { index: false }));
  return router;
}
