import { Router } from 'express';
import type { HttpDeps } from '../http-server.js';

/** `GET /metrics`, in Prometheus' text format. */
export function metricsRoutes({ metrics }: HttpDeps): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}
