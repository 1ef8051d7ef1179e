import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Millis } from '../../../shared/units.js';
import { api } from './api-client.js';
import { isWaiting } from './asking.js';

const SERVER_CLOCK_KEY = ['server-clock'] as const;
const AGAIN_AFTER_MS = 10 * 60_000;

/** The server's time: the clock of this machine may be off. Until the server has told it, and if it cannot, there is but that. */
export function useServerClock(): { readonly nowMs: () => Millis; readonly isWaiting: boolean } {
  const question = useQuery({
    queryKey: SERVER_CLOCK_KEY,
    queryFn: ({ signal }) => fetchOffset(signal),
    staleTime: AGAIN_AFTER_MS,
    refetchInterval: AGAIN_AFTER_MS,
  });
  const offsetMs = question.data;
  const nowMs = useCallback(
    () => Math.round(offsetMs === undefined ? Date.now() : performance.now() + offsetMs),
    [offsetMs],
  );
  return { nowMs, isWaiting: isWaiting([question]) };
}

/** Of the server's clock from this page's own, which no change of the machine's clock touches. */
async function fetchOffset(signal: AbortSignal): Promise<Millis> {
  const askedAtMs = performance.now();
  const { now } = await api<{ now: Millis }>('/time', { signal });
  return now - (askedAtMs + performance.now()) / 2;
}
