import type { PlayerConfig } from '../../shared/api/config.js';
import { VIEWER_PROTOCOL } from '../../shared/protocol/version.js';
import { PlayerError } from './player-error.js';

const TIMEOUT_MS = 5000;

/** @throws PlayerError `unreachable`, `unsupported-protocol`, or the code with which the server refused. */
export async function fetchPlayerConfig(server: string): Promise<PlayerConfig> {
  const response = await fetch(new URL('/api/v1/config', server), { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    () => {
      throw new PlayerError('unreachable', 'The server cannot be reached.');
    },
  );
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw PlayerError.ofServer(problemOf(body, response.status));
  const config = body as PlayerConfig;
  if (config?.protocol !== VIEWER_PROTOCOL) {
    throw new PlayerError(
      'unsupported-protocol',
      `This player speaks version ${VIEWER_PROTOCOL}, the server version ${config?.protocol}: reload the page.`,
    );
  }
  return config;
}

/** RFC 9457 problem details, or what stands in for them when something in between answered. */
function problemOf(body: unknown, status: number): { code: string; message: string } {
  const problem = body as { code?: unknown; detail?: unknown; title?: unknown } | null;
  return {
    code: typeof problem?.code === 'string' ? problem.code : 'unknown',
    message: String(problem?.detail ?? problem?.title ?? `The server answered with HTTP status ${status}.`),
  };
}
