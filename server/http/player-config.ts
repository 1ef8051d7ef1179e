import type { Clock } from '../../media/playout/clock.js';
import { playerConfigSchema, timeSchema } from '../../shared/api/config.js';
import { VIEWER_PROTOCOL } from '../../shared/protocol/viewer.js';
import type { Settings } from '../config/settings.js';
import { publicIceServers } from '../credentials/ice-servers.js';
import { json } from './answer.js';
import type { Route } from './define-route.js';
import { defineRoute } from './define-route.js';

export interface PlayerConfigDeps {
  readonly air: { routerRtpCapabilities(): Promise<unknown> };
  readonly settings: Pick<Settings, 'ICE_SERVERS'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** `GET /config`, `GET /time`: what a player asks before it joins. */
export function playerConfigRoutes({ air, settings, clock }: PlayerConfigDeps): Route[] {
  return [
    defineRoute({
      ...{ method: 'get', path: '/config', role: 'public', summary: 'What a player needs before it joins' },
      description: 'Relays (TURN) are named to viewers alone, when they have joined.',
      answer: json(playerConfigSchema),
      errors: ['not-ready'],
      async handle() {
        return {
          protocol: VIEWER_PROTOCOL,
          routerRtpCapabilities: await air.routerRtpCapabilities(),
          iceServers: publicIceServers(settings.ICE_SERVERS),
        };
      },
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
