import { playerConfigSchema, timeSchema } from '../../../../shared/api/config.js';
import { VIEWER_PROTOCOL } from '../../../../shared/protocol/viewer.js';
import { turnCredentials, wantsTurnCredentials } from '../../../air/signaling/turn-credentials.js';
import { bearerToken } from '../../../credentials/credentials.js';
import { json } from '../answer.js';
import type { Route } from '../define-route.js';
import { defineRoute } from '../define-route.js';
import type { HttpDeps } from '../http-server.js';

/** `GET /config`, `GET /time`: what a player asks before it joins. */
export function playerConfigRoutes({ pool, settings, clock, viewerTokens }: HttpDeps): Route[] {
  const { ICE_SERVERS: servers, TURN_SECRET: secret } = settings;
  const iceServersFor = async (token: string | undefined) => {
    if (secret === undefined || !servers.some(wantsTurnCredentials)) return servers;
    // A token that does not hold is refused where it matters: on joining.
    const viewer = token === undefined ? undefined : await viewerTokens.read(token).catch(() => undefined);
    const credentials = turnCredentials(secret, viewer?.viewerId ?? null, clock.now());
    return servers.map((server) => (wantsTurnCredentials(server) ? { ...server, ...credentials } : server));
  };
  return [
    defineRoute({
      ...{ method: 'get', path: '/config', role: 'public', summary: 'What a player needs before it joins' },
      answer: json(playerConfigSchema),
      async handle({ request, response }) {
        // Credentials for TURN are each viewer's own, and do not last.
        if (secret !== undefined) response.setHeader('Cache-Control', 'no-store');
        return {
          protocol: VIEWER_PROTOCOL,
          routerRtpCapabilities: pool.rtpCapabilities,
          iceServers: await iceServersFor(bearerToken(request.headers.authorization)),
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
