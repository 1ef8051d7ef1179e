import { Router } from 'express';
import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';

export interface MetricsDeps {
  readonly air: { metrics(): Promise<readonly object[]> };
}

/** `GET /metrics`, in Prometheus' text format: air's, and this process's own. */
export function metricsRoutes({ air }: MetricsDeps): Router {
  const router = Router();
  const own = new Registry();
  own.setDefaultLabels({ process: 'front' });
  collectDefaultMetrics({ register: own });
  router.get('/metrics', async (_request, response) => {
    const parts = [await air.metrics().catch(() => []), await own.getMetricsAsJSON()];
    const all = AggregatorRegistry.aggregate(parts as object[]);
    response.type(all.contentType).send(await all.metrics());
  });
  return router;
}
