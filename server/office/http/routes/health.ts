import { Router } from 'express';
import type { HttpDeps } from '../http-server.js';

/** `GET /healthz`: the process answers. `GET /readyz`: it can serve viewers. */
export function healthRoutes({ pool, settings }: HttpDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    const workers = pool.alive.length;
    response
      .status(workers > 0 ? 200 : 503)
      .json({ status: workers > 0 ? 'ready' : 'not-ready', workers, of: settings.RTC_WORKERS });
  });
  return router;
}
