import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Router } from 'express';
import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { Settings } from '../config/settings.js';
import { bearerToken } from '../credentials/credentials.js';
import { digestOf } from '../credentials/secret.js';
import { isLoopback } from '../net/plain-address.js';

/** Whoever asks more often is answered what was so at most this long ago. */
const FRESH_FOR_MS: Millis = 1000;
/** What a proxy adds to what it passes on. */
const FORWARDING = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'];

export interface MetricsDeps {
  /** Metrics of the other processes, as prom-client has them in JSON; none while one is away. */
  readonly sources: readonly (() => Promise<readonly object[]>)[];
  readonly settings: Pick<Settings, 'METRICS_TOKEN'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** `GET /metrics` of all processes, in Prometheus' text format: it names every channel, so it is for operators alone. */
export function metricsRoutes({ sources, settings, clock }: MetricsDeps): Router {
  const own = new Registry();
  collectDefaultMetrics({ register: own, labels: { process: 'front' } });
  const compute = async () => {
    const parts = await Promise.all(sources.map((source) => source().catch(() => [])));
    return AggregatorRegistry.aggregate([...parts, await own.getMetricsAsJSON()] as object[]).metrics();
  };
  const router = Router();
  let computed: { readonly text: Promise<string>; readonly atMs: Millis } | undefined;
  router.get('/metrics', async (request, response) => {
    assertOperator(request, settings.METRICS_TOKEN);
    const nowMs = clock.now();
    if (computed === undefined || nowMs - computed.atMs >= FRESH_FOR_MS) computed = { text: compute(), atMs: nowMs };
    response.setHeader('Cache-Control', 'no-store');
    response.type(own.contentType).send(await computed.text);
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
