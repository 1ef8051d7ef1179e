import { byId } from '../page.js';
import { localTimeText, remainingText, shareDone } from '../player/programme-text.js';
import type { ItemOnAir, Position } from '../sdk/position.js';

/** What is on and what comes next, below the picture of an upright screen. */
export function showProgramme(position: Position | null, next: ItemOnAir | null): void {
  byId('programme').hidden = position === null;
  if (position === null) return;
  const { item, globalTimeMs } = position;
  byId('now-title').textContent = item.title;
  byId('now-progress').style.setProperty('--done', shareDone(item, globalTimeMs).toFixed(4));
  byId('now-times').textContent = [
    `Since ${localTimeText(item.startsAtMs, globalTimeMs)}`,
    remainingText(item, globalTimeMs),
  ]
    .filter(Boolean)
    .join(' · ');
  byId('next').hidden = next === null;
  if (next === null) return;
  byId('next-title').textContent = next.title;
  byId('next-times').textContent = `At ${localTimeText(next.startsAtMs, globalTimeMs)}`;
}
