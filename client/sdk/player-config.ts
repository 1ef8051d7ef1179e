import type { PlayerConfig } from '../../shared/api/config.js';
import { VIEWER_PROTOCOL } from '../../shared/protocol/version.js';
import { jsonBody } from './json-body.js';
import { PlayerError, unreadable } from './player-error.js';
import { hasProtocol, isPlayerConfig } from './wire-forms.js';

export const CONFIG_PATH = '/api/v1/config';
const TIMEOUT_MS = 5000;

/**
 * Anything but the server's own word is a fault of the way to it, which passes.
 *
 * @param cache `reload` for a try after another: what stood in for the server then may have been kept.
 * @throws PlayerError `unreachable`, `unsupported-protocol`, or the code with which the server refused.
 */
export async function fetchPlayerConfig(server: string, cache: 'default' | 'reload'): Promise<PlayerConfig> {
  const response = await fetch(new URL(CONFIG_PATH, server), {
    cache,
    // The browser reports a redirect to what a page's policy does not allow as if the policy refused the server.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new PlayerError('unreachable', 'The server cannot be reached.');
  });
  const body = await jsonBody(response);
  if (!response.ok) throw refusalOf(body, response) ?? unreadable();
  if (!hasProtocol(body)) throw unreadable();
  if (body.protocol !== VIEWER_PROTOCOL) {
    throw new PlayerError(
      'unsupported-protocol',
      `This player speaks version ${VIEWER_PROTOCOL}, the server version ${body.protocol}: reload the page.`,
    );
  }
  if (!isPlayerConfig(body)) throw unreadable();
  return body;
}

/** What RFC 9457 problem details say; null where something in between answered. */
function refusalOf(body: unknown, { status }: Response): PlayerError | null {
  const problem = (body ?? {}) as { status?: unknown; code?: unknown; detail?: unknown; title?: unknown };
  if (problem.status !== status || typeof problem.code !== 'string') return null;
  const message = String(problem.detail ?? problem.title ?? `The server answered with HTTP status ${status}.`);
  return PlayerError.ofServer({ code: problem.code, message });
}
