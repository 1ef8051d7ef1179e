import type { ChannelSummary, NowAnswer } from '../../shared/api/channels.js';
import { localTimeText, shareDone } from '../player/programme-text.js';

/** A channel and what is on it; `now` is null while that is not known. */
export function channelCard(channel: ChannelSummary, now: NowAnswer | null): HTMLLIElement {
  const card = make('a', 'card');
  card.href = `/watch/${encodeURIComponent(channel.slug)}`;
  card.append(make('span', 'name', channel.name));
  if (now !== null) {
    card.style.setProperty('--hue', String(hueOf(now.item.mediaId)));
    const progress = make('span', 'progress');
    const span = { startsAtMs: now.item.startsAt, endsAtMs: now.item.endsAt };
    progress.style.setProperty('--done', shareDone(span, now.at).toFixed(4));
    const next = `Next at ${localTimeText(now.next.startsAt, now.at)} · ${now.next.title}`;
    card.append(make('h2', 'title', now.item.title), progress, make('span', 'next', next));
  }
  const entry = document.createElement('li');
  entry.append(card);
  return entry;
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** The same media always has the same colour. */
function hueOf(mediaId: string): number {
  let hash = 0;
  for (const character of mediaId) hash = (hash * 31 + character.charCodeAt(0)) % 360;
  return hash;
}
