import { Router } from 'express';
import type { PlayerConfig } from '../../../shared/api/config.js';
import { VIEWER_PROTOCOL } from '../../../shared/protocol/viewer.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /config`, `GET /time`: what a player asks before it joins. */
export function playerConfigRoutes({ pool, settings, clock }: HttpDeps): Router {
  const router = Router();
  router.get('/config', (_request, response) => {
    const config: PlayerConfig = {
      protocol: VIEWER_PROTOCOL,
      routerRtpCapabilities: pool.rtpCapabilities,
      iceServers: settings.ICE_SERVERS as PlayerConfig['iceServers'],
    };
    response.json(config);
  });
  router.get('/time', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json({ now: clock.now() });
  });
  return router;
}
