import { Router } from 'express';
import type { HttpDeps } from '../http-server.js';

/** `GET /readyz` as far as the office goes: what it stands on. */
export function readinessRoutes({ readiness }: Pick<HttpDeps, 'readiness'>): Router {
  const router = Router();
  router.get('/readyz', async (_request, response) => {
    response.json(await readiness.report());
  });
  return router;
}
