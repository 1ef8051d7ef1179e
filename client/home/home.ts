/** The front page: the public channels and what is on each. */
import { byId, fetchChannels } from '../page.js';
import { ChannelView } from './channel-view.js';

const LIST_EVERY_MS = 60_000;
const LIST_AGAIN_AFTER_NONE_MS = 3000;
const DRAW_EVERY_MS = 1000;

const views = new Map<string, ChannelView>();
let timer: ReturnType<typeof setTimeout> | undefined;

async function listChannels(): Promise<void> {
  clearTimeout(timer);
  try {
    const channels = await fetchChannels();
    for (const [slug, view] of views) {
      if (channels.some((channel) => channel.slug === slug)) continue;
      view.close();
      views.delete(slug);
    }
    for (const [index, channel] of channels.entries()) {
      const view = views.get(channel.slug) ?? new ChannelView(channel);
      views.set(channel.slug, view);
      view.rename(channel.name);
      const { children } = byId('channels');
      // Moved only where it has to be: moving takes the focus away.
      if (children[index] !== view.element) byId('channels').insertBefore(view.element, children[index] ?? null);
    }
    byId('empty').hidden = channels.length > 0;
    byId('trouble').hidden = true;
  } catch {
    byId('empty').hidden = true;
    byId('trouble').hidden = views.size > 0;
  }
  clearTimeout(timer);
  timer = setTimeout(listWhileVisible, views.size > 0 ? LIST_EVERY_MS : LIST_AGAIN_AFTER_NONE_MS);
}

function listWhileVisible(): void {
  if (document.visibilityState === 'visible') void listChannels();
}

// A page in the background asks nothing; looked at again, it is up to date at once.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  for (const view of views.values()) void view.ask();
  void listChannels();
});
setInterval(() => {
  for (const view of views.values()) view.draw();
}, DRAW_EVERY_MS);
await listChannels();
