import { CodedError } from '../../../shared/errors.js';
import { hlsSegments, segmentNumberAt } from '../../../shared/hls/hls-segments.js';
import { frameAt, frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import type { HlsOnAir } from '../../link/messages.js';
import type { Channels } from './channels.js';

/** Half a minute: what players expect of a live stream, and less than a window of airing looks back. */
const LISTED_SEGMENTS = 15;

export interface HlsOnAirDeps {
  readonly channels: Pick<Channels, 'open'>;
  readonly nowMs: Millis;
  /** Of the slate, which has every layer that anything on air has. */
  readonly slateObjectId: string;
}

/**
 * What a public channel had on air in the last half a minute, in segments of HLS. It is for the audience that viewers
 * without a token are of.
 * @throws CodedError channel-unknown, not-ready; token-required for a channel that is not public
 */
export async function hlsOnAir(slug: string, { channels, nowMs, slateObjectId }: HlsOnAirDeps): Promise<HlsOnAir> {
  const { channel, lineup } = await channels.open(slug, {});
  if (channel.visibility !== 'public') throw new CodedError('token-required');
  const { grid, key } = lineup;
  const nowFrame = frameAt(grid, nowMs);
  const ahead = hlsSegments(
    lineup,
    segmentNumberAt(lineup, nowFrame) - LISTED_SEGMENTS,
    nowFrame + 2 * grid.framesPerGop,
  );
  const ended = ahead.filter(({ endFrame }) => endFrame <= nowFrame);
  const next = ahead[ended.length];
  const nextAtMs = next === undefined ? nowMs : frameTimeMs(grid, next.endFrame);
  return { lineup: key, initObjectId: slateObjectId, segments: ended, nextAtMs };
}
