import { Router } from 'express';
import type { HttpDeps } from '../http-server.js';

/** `GET /readyz` as far as the office goes: it answers, and so does its database. */
export function readinessRoutes({ directory }: Pick<HttpDeps, 'directory'>): Router {
  const router = Router();
  router.get('/readyz', async (_request, response) => {
    await directory.list();
    response.json({ database: 'ok' });
  });
  return router;
}
