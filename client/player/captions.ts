import type { ItemOnAir, Position } from '../sdk/position.js';
import { localTimeText, remainingText, shareDone } from './programme-text.js';
import type { Parts } from './template.js';

type CaptionParts = Pick<Parts, 'nowTitle' | 'remaining' | 'next' | 'progress'>;

/** Writes what is on, how much of it is left, and what comes next. */
export function renderCaptions(parts: CaptionParts, position: Position | null, next: ItemOnAir | null): void {
  setText(parts.nowTitle, position?.item.title ?? '');
  setText(parts.remaining, position === null ? '' : remainingText(position.item, position.globalTimeMs));
  setText(parts.next, position === null || next === null ? '' : nextText(next, position.globalTimeMs));
  const done = position === null ? 0 : shareDone(position.item, position.globalTimeMs);
  parts.progress.style.setProperty('--done', done.toFixed(4));
  parts.progress.setAttribute('aria-valuenow', String(Math.round(done * 100)));
}

function nextText(next: ItemOnAir, nowMs: number): string {
  return `Next at ${localTimeText(next.startsAtMs, nowMs)} · ${next.title}`;
}

/** Untouched text costs no layout, and is not read out again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
