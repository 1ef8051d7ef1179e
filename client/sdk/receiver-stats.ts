/** What a receiver counts, since it was made (W3C WebRTC Statistics, RTCInboundRtpStreamStats). */
export interface ReceiverCounts {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly framesDropped: number;
  readonly freezes: number;
}

export const NO_COUNTS: ReceiverCounts = { packetsReceived: 0, packetsLost: 0, framesDropped: 0, freezes: 0 };

export function countsOf(report: RTCStatsReport): ReceiverCounts {
  for (const stats of report.values() as Iterable<RTCInboundRtpStreamStats>) {
    if (stats.type !== 'inbound-rtp') continue;
    return {
      packetsReceived: stats.packetsReceived ?? 0,
      packetsLost: stats.packetsLost ?? 0,
      framesDropped: stats.framesDropped ?? 0,
      freezes: stats.freezeCount ?? 0,
    };
  }
  return NO_COUNTS;
}

export function addCounts(a: ReceiverCounts, b: ReceiverCounts): ReceiverCounts {
  return {
    packetsReceived: a.packetsReceived + b.packetsReceived,
    packetsLost: a.packetsLost + b.packetsLost,
    framesDropped: a.framesDropped + b.framesDropped,
    freezes: a.freezes + b.freezes,
  };
}
