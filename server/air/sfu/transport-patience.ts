import type { DtlsState, IceState } from 'mediasoup/types';
import type { Millis } from '../../../shared/units.js';

/** How the media connection of a viewer stands. */
export type TransportStanding = 'connecting' | 'connected' | 'broken' | 'ended';

export function standingOf(ice: IceState, dtls: DtlsState): TransportStanding {
  if (dtls === 'failed' || dtls === 'closed') return 'ended';
  if (dtls !== 'connected') return 'connecting';
  return ice === 'disconnected' || ice === 'closed' ? 'broken' : 'connected';
}

/**
 * How long a standing may last before the place is given up. To connect takes a second on a bad line, and browsers give up
 * after some ten. A path counts as broken 30 s after its last consent check (RFC 7675), and may be mended by restarting
 * ICE. What the viewer has ended itself it replaces at once, if at all.
 */
export const PATIENCE_MS: Readonly<Record<TransportStanding, Millis | undefined>> = {
  connecting: 10_000,
  connected: undefined,
  broken: 15_000,
  ended: 5000,
};
