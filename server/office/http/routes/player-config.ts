import { playerConfigSchema, timeSchema } from '../../../../shared/api/config.js';
import { VIEWER_PROTOCOL } from '../../../../shared/protocol/viewer.js';
import { publicIceServers } from '../../auth/ice-servers.js';
import { json } from '../answer.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /config`, `GET /time`: what a player asks before it joins. */
export function playerConfigRoutes({ pool, settings, clock }: HttpDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/config', role: 'public', summary: 'What a player needs before it joins' },
      description: 'Relays (TURN) are named to viewers alone, when they have joined.',
      answer: json(playerConfigSchema),
      handle: () => ({
        protocol: VIEWER_PROTOCOL,
        routerRtpCapabilities: pool.rtpCapabilities,
        iceServers: publicIceServers(settings.ICE_SERVERS),
      }),
    }),
    defineRoute({
      ...{ method: 'get', path: '/time', role: 'public', summary: 'The master clock' },
      answer: json(timeSchema),
      handle({ response }) {
        response.setHeader('Cache-Control', 'no-store');
        return { now: clock.now() };
      },
    }),
  ];
}
