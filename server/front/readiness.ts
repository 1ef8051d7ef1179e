import { request } from 'node:http';
import { Router } from 'express';
import type { Millis } from '../../shared/units.js';
import type { AirReadiness } from '../link/messages.js';

const OFFICE_WITHIN_MS: Millis = 2000;

export interface ReadinessDeps {
  readonly air: { readiness(): Promise<AirReadiness> };
  /** The office's local socket. */
  readonly officePath: string;
}

/**
 * `GET /healthz`: the process answers. `GET /readyz`: viewers can be served (200, else 503), and which part of the server
 * is away: without the office those who watch go on, and more can join what is known.
 */
export function readinessRoutes({ air, officePath }: ReadinessDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const [readiness, office] = await Promise.all([air.readiness().catch(() => null), officeParts(officePath)]);
    const isReady = readiness !== null && readiness.workersAlive > 0;
    response.status(isReady ? 200 : 503).json({
      status: isReady ? 'ready' : 'not-ready',
      workers: readiness?.workersAlive ?? 0,
      of: readiness?.workersWanted ?? null,
      air: readiness === null ? 'away' : 'ok',
      office: office === null ? 'away' : 'ok',
      knownUntil: readiness?.knownUntilMs ?? null,
      ...office,
    });
  });
  return router;
}

/** What the office says of its own; null when it does not answer. */
function officeParts(socketPath: string): Promise<object | null> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/readyz', timeout: OFFICE_WITHIN_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () =>
        resolve(answer.statusCode === 200 ? (JSON.parse(text) as object) : { database: 'failed' }),
      );
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
