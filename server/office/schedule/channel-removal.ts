import { setImmediate } from 'node:timers/promises';
import type { EditPreview } from '../../../shared/api/edit.js';
import { frameAt } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import { planChannelInSlices } from '../planning/channel-timeline.js';
import type { ConnectedAudiences } from '../planning/connected-audiences.js';
import type { ChannelContent } from '../store/channel-content.js';
import type { PlanRoom } from './edit-verdict.js';

/** What deleting a channel would do: it needs force while somebody watches, or something scheduled is on air. */
export async function channelRemovalPreview(
  content: ChannelContent,
  effectiveAtMs: Millis,
  { grid, slate }: PlanRoom,
  connected: ConnectedAudiences,
): Promise<EditPreview> {
  const { slug, scheduleVersion: version } = content.channel;
  const plan = await planChannelInSlices(content, grid, slate);
  const frame = frameAt(grid, effectiveAtMs);
  const [viewer] = connected.audiencesOf(slug);
  let isOnAir = false;
  for (const audience of plan.samples) {
    await setImmediate();
    isOnAir ||= !plan.lineupFor(audience).spanAt(frame).isGap;
    if (isOnAir) break;
  }
  return {
    conflict: null,
    needsForce: viewer !== undefined || isOnAir,
    channels: [{ channel: slug, version, effectiveAt: effectiveAtMs, audiences: [] }],
  };
}
