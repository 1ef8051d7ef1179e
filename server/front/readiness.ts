import { Router } from 'express';
import type { AirReadiness } from '../link/messages.js';
import type { Passage } from './office-proxy.js';

export interface ReadinessDeps {
  readonly air: { readiness(): Promise<AirReadiness> };
  readonly office: Pick<Passage, 'json'>;
}

/**
 * `GET /healthz`: the process answers. `GET /readyz`: viewers can be served (200, else 503), and which part of the server
 * is away: without the office those who watch go on, and more can join what is known.
 */
export function readinessRoutes({ air, office }: ReadinessDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const [readiness, officeChecks] = await Promise.all([
      air.readiness().catch(() => null),
      office.json<object>('/readyz').catch(() => null),
    ]);
    const isReady = readiness !== null && readiness.workersAlive > 0;
    response.status(isReady ? 200 : 503).json({
      status: isReady ? 'ready' : 'not-ready',
      workers: readiness?.workersAlive ?? 0,
      of: readiness?.workersWanted ?? null,
      air: readiness === null ? 'away' : 'ok',
      office: officeChecks === null ? 'away' : 'ok',
      knownUntil: readiness?.knownUntilMs ?? null,
      ...officeChecks,
    });
  });
  return router;
}
