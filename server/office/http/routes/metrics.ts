import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Router } from 'express';
import { CodedError } from '../../../../shared/errors.js';
import type { Millis } from '../../../../shared/units.js';
import { bearerToken } from '../../../credentials/credentials.js';
import { isLoopback } from '../../../net/plain-address.js';
import { digestOf } from '../../auth/secret.js';
import type { HttpDeps } from '../http-server.js';

/** Whoever asks more often is answered what was so at most this long ago. */
const FRESH_FOR_MS = 1000;
/** What a proxy adds to what it passes on. */
const FORWARDING = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'];

/** `GET /metrics`, in Prometheus' text format: it names every channel, so it is for operators alone. */
export function metricsRoutes({ metrics, settings, clock }: Pick<HttpDeps, 'metrics' | 'settings' | 'clock'>): Router {
  const router = Router();
  let computed: { text: Promise<string>; atMs: Millis } | undefined;
  router.get('/metrics', async (request, response) => {
    assertOperator(request, settings.METRICS_TOKEN);
    const now = clock.now();
    if (computed === undefined || now - computed.atMs >= FRESH_FOR_MS)
      computed = { text: metrics.metrics(), atMs: now };
    response.setHeader('Cache-Control', 'no-store');
    response.type(metrics.contentType).send(await computed.text);
  });
  return router;
}

/** @throws CodedError key-invalid without METRICS_TOKEN, when there is one; not-allowed for another machine, when there is none */
function assertOperator(request: IncomingMessage, token: string | undefined): void {
  const { headers, socket } = request;
  if (token === undefined) {
    const isForwarded = FORWARDING.some((name) => name in headers);
    if (isLoopback(socket.remoteAddress ?? '') && !isForwarded) return;
    throw new CodedError('not-allowed', 'Without METRICS_TOKEN, metrics are for the machine of the server alone.');
  }
  const shown = bearerToken(headers.authorization);
  // Compared by their digests, which are of one length.
  const digest = (text: string) => Buffer.from(digestOf(text));
  if (shown !== undefined && timingSafeEqual(digest(shown), digest(token))) return;
  throw new CodedError('key-invalid', 'Send METRICS_TOKEN as Authorization: Bearer.');
}
