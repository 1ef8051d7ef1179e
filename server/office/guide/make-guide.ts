import type { Audience } from '../../../shared/timeline/audience.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import type { Guide } from './guide.js';
import { programmesIn } from './programmes.js';
import type { ScheduleHistory } from './schedule-history.js';

/** Written out in less than the time of a frame: feeds are paced by the same thread. */
const MOST_PROGRAMMES = 1000;

export interface GuideRequest extends Pick<Guide, 'channel' | 'links'> {
  readonly audience: Audience;
  readonly fromMs: Millis;
  readonly toMs: Millis;
}

/**
 * The guide of [fromMs, toMs) for an audience, and where to ask for the rest when it had to be cut.
 * @throws CodedError channel-unknown
 */
export async function makeGuide(
  history: ScheduleHistory,
  { channel, links, audience, fromMs, toMs }: GuideRequest,
): Promise<{ guide: Guide; nextMs: Millis | null }> {
  const { stretches, cutAtMs, revisedAtMs } = await history.course(channel.slug, audience, fromMs, toMs);
  const { grid, version } = stretches.at(-1)!.lineup;
  const { programmes, cutAtFrame } = programmesIn(stretches, MOST_PROGRAMMES);
  return {
    guide: { channel, links, grid, version, revisedAtMs, programmes },
    nextMs: cutAtFrame === null ? cutAtMs : frameTimeMs(grid, cutAtFrame),
  };
}
