import { Router } from 'express';
import type { AirReadiness } from '../link/messages.js';
import type { Passage } from './office-proxy.js';

export interface ReadinessDeps {
  readonly air: { readiness(): Promise<AirReadiness> };
  readonly office: Pick<Passage, 'json'>;
}

type Check = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const OK: Check = { ok: true };
const AWAY: Check = { ok: false, reason: 'its process does not answer' };
const UNKNOWN: Check = { ok: false, reason: 'the office, which would know, does not answer' };

/**
 * `GET /healthz`: the process answers. `GET /readyz`: all of the server works (200, else 503), and which part does not.
 * Whatever is away, viewers go on by what air knows, until `knownUntil`.
 */
export function readinessRoutes({ air, office }: ReadinessDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const [airs, offices] = await Promise.all([
      air.readiness().catch(() => null),
      office.json<Record<string, Check>>('/readyz').catch(() => null),
    ]);
    const checks: Record<string, Check> = {
      air: airs === null ? AWAY : OK,
      workers: (airs?.workersAlive ?? 0) > 0 ? OK : { ok: false, reason: 'no worker is running' },
      office: offices === null ? AWAY : OK,
      ...(offices ?? { database: UNKNOWN, store: UNKNOWN }),
    };
    const isReady = Object.values(checks).every(({ ok }) => ok);
    response
      .status(isReady ? 200 : 503)
      .setHeader('Cache-Control', 'no-store')
      .json({
        ...{ status: isReady ? 'ready' : 'not-ready', workers: airs?.workersAlive ?? 0, of: airs?.workersWanted ?? 0 },
        ...{ knownUntil: airs?.knownUntilMs ?? null, checks },
      });
  });
  return router;
}
