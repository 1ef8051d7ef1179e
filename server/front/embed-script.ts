import type { RequestHandler } from 'express';
import { Router } from 'express';
import { CodedError } from '../../shared/errors.js';
import { PACKAGE_VERSION } from '../config/package-version.js';

const FOREVER = 'public, max-age=31536000, immutable';
const AN_HOUR = 'public, max-age=3600';
const A_MINUTE = 'public, max-age=60';

/**
 * The client script: `/embed.js` is whatever this server has, `/embed@0.1.js` the same as long as its version begins like
 * that, and `/embed@0.1.0.js` the very one, which caches may keep for ever.
 * @param files serves what was built
 */
export function embedScript(files: RequestHandler): Router {
  const router = Router();
  const send =
    (caching: (version: string) => string): RequestHandler =>
    (request, response, next) => {
      response.setHeader('Cache-Control', caching(String(request.params['version'])));
      request.url = '/embed.js';
      files(request, response, next);
    };
  router.get(
    '/embed.js',
    forForeignPages,
    send(() => A_MINUTE),
  );
  router.get('/embed@:version.js', forForeignPages, send(cachingOf));
  return router;
}

/** @throws CodedError not-found that names the version there is */
function cachingOf(version: string): string {
  if (version === PACKAGE_VERSION) return FOREVER;
  if (PACKAGE_VERSION.startsWith(`${version}.`)) return AN_HOUR;
  throw new CodedError(
    'not-found',
    `This server has version ${PACKAGE_VERSION} of the script, not ${version}: use /embed@${PACKAGE_VERSION}.js, or /embed.js for whichever there is.`,
  );
}

/** Pages of other origins load scripts as modules, which takes CORS; so does a frame in a sandbox, which has no origin. */
export const forForeignPages: RequestHandler = (_request, response, next) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  next();
};
