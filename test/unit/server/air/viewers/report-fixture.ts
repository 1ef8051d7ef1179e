import type { Report } from '../../../../../shared/protocol/viewer.js';

/** A viewer who does well, but for what is given. */
export function reportWith(given: Partial<Report>): Report {
  return {
    ...{ latencyMs: 200, skewMs: 0, sync: 'holding', bufferMs: 180, clockErrorMs: 2, rttMs: 4, joinMs: 250, layer: 2 },
    ...{ framesDropped: 0, freezes: 0, packetsReceived: 1000, packetsLost: 0 },
    ...given,
  };
}
