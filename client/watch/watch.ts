/** The viewer page, `/watch/:channel`. */
import { byId, slugOf } from '../page.js';
import type { StreamSyncPlayerElement } from '../player/streamsync-player.js';
import { browserTiming } from '../sdk/timing.js';
import { askForName, followName } from './channel-name.js';
import { showProgramme } from './programme.js';
import { setUpStatsPanel } from './stats-panel.js';

const slug = slugOf(location.pathname);
const player = byId<StreamSyncPlayerElement>('player');

// First of all, so that the player is under way while the page sees to the rest.
const token = new URLSearchParams(location.search).get('token');
if (token !== null) player.setAttribute('token', token);
player.setAttribute('channel', slug);

player.addEventListener('timeupdate', () => showProgramme(player.position(), player.next()));
player.addEventListener('itemchange', () => showProgramme(player.position(), player.next()));
player.addEventListener('statechange', () => {
  const { state } = player;
  if (state?.name === 'failed' && state.error.code === 'channel-unknown') showMissing();
});
document.addEventListener('keydown', passOnToPlayer);
setUpStatsPanel(player);
// A channel that is not public has no name to show but its own.
const { look } = followName(browserTiming, {
  ask: askForName,
  isVisible: () => document.visibilityState === 'visible',
  show: showName,
  otherwise: slug,
});
document.addEventListener('visibilitychange', look);

/** Keys work without the player having the focus. */
function passOnToPlayer(event: KeyboardEvent): void {
  if (event.target !== document.body) return;
  const { key, ctrlKey, metaKey, altKey } = event;
  const unhandled = player.dispatchEvent(
    new KeyboardEvent('keydown', { key, ctrlKey, metaKey, altKey, cancelable: true }),
  );
  if (!unhandled) event.preventDefault();
}

function showMissing(): void {
  player.remove();
  byId('programme').hidden = true;
  byId('missing-name').textContent = slug;
  byId('missing').hidden = false;
  document.title = 'No such channel · StreamSync';
}

function showName(name: string): void {
  byId('channel-name').textContent = name;
  if (player.isConnected) document.title = `${name} · StreamSync`;
}
