import { Router } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** `GET /metrics.json`: of this process, for the one that answers `/metrics`. It is not passed on to others. */
export function processMetrics(): Router {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, labels: { process: 'office' } });
  const router = Router();
  router.get('/metrics.json', async (_request, response) => {
    response.json(await registry.getMetricsAsJSON());
  });
  return router;
}
