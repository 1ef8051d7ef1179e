import { Router } from 'express';
import type { HttpDeps } from '../http-server.js';

/** `GET /healthz`: the process answers. `GET /readyz`: it can serve viewers; if not, which part of it keeps it from that. */
export function healthRoutes({ readiness }: Pick<HttpDeps, 'readiness'>): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const report = await readiness.report();
    response
      .status(report.status === 'ready' ? 200 : 503)
      .setHeader('Cache-Control', 'no-store')
      .json(report);
  });
  return router;
}
