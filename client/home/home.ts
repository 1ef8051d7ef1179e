/** The front page: the public channels and what is on each. */
import type { ChannelSummary, NowAnswer } from '../../shared/api/channels.js';
import { byId, fetchChannels, fetchJson } from '../page.js';
import { channelCard } from './card.js';

const REFRESH_MS = 3000;

async function refresh(): Promise<void> {
  try {
    const channels = await fetchChannels();
    const cards = await Promise.all(channels.map(async (channel) => channelCard(channel, await whatIsOn(channel))));
    byId('channels').replaceChildren(...cards);
    byId('empty').hidden = channels.length > 0;
    byId('trouble').hidden = true;
  } catch {
    byId('empty').hidden = true;
    byId('trouble').hidden = byId('channels').childElementCount > 0;
  }
}

/** A channel whose programme cannot be told is still there to be watched. */
async function whatIsOn({ slug }: ChannelSummary): Promise<NowAnswer | null> {
  return fetchJson<NowAnswer>(`/api/v1/channels/${encodeURIComponent(slug)}/now`).catch(() => null);
}

await refresh();
setInterval(() => {
  if (document.visibilityState === 'visible') void refresh();
}, REFRESH_MS);
