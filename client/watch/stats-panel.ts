import { byId } from '../page.js';
import type { StreamSyncPlayerElement } from '../player/streamsync-player.js';
import { statRows } from './stat-rows.js';

const REFRESH_MS = 250;

/** The statistics, shown and hidden by the button among the controls and by the key `s`. */
export function setUpStatsPanel(player: StreamSyncPlayerElement): void {
  const panel = byId('stats');
  const button = byId('stats-button');
  let timer: ReturnType<typeof setInterval> | undefined;

  function refresh(): void {
    const stats = player.stats();
    if (stats === null) return;
    byId('stats-rows').replaceChildren(
      ...statRows(stats, player.position()).flatMap(([label, value]) => [element('dt', label), element('dd', value)]),
    );
  }
  function toggle(): void {
    panel.hidden = !panel.hidden;
    button.setAttribute('aria-pressed', String(!panel.hidden));
    clearInterval(timer);
    if (panel.hidden) return;
    timer = setInterval(refresh, REFRESH_MS);
    refresh();
  }
  button.addEventListener('click', toggle);
  document.addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey }) => {
    if (key === 's' && !ctrlKey && !metaKey && !altKey) toggle();
  });
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
