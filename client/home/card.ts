import type { ChannelSummary } from '../../shared/api/channels.js';
import type { NowItem } from '../../shared/api/now.js';
import type { Millis } from '../../shared/units.js';
import { localTimeText, shareDone } from '../player/programme-text.js';
import type { OnAir } from './on-air.js';

/** A channel, and what is on it while that is known. */
export class ChannelCard {
  readonly element = document.createElement('li');
  readonly #slug: string;
  readonly #link = make('a', 'card');
  readonly #name = make('span', 'name');
  readonly #title = make('h2', 'title');
  readonly #progress = make('span', 'progress');
  readonly #next = make('span', 'next');
  #picture: HTMLImageElement | undefined;
  #shown: NowItem | undefined;

  constructor({ slug, name }: ChannelSummary) {
    this.#slug = slug;
    this.#link.href = `/watch/${encodeURIComponent(slug)}`;
    this.#name.textContent = name;
    this.#link.append(this.#name);
    this.element.append(this.#link);
  }

  rename(name: string): void {
    this.#name.textContent = name;
  }

  show(onAir: OnAir | null, nowMs: Millis): void {
    if (onAir === null) {
      for (const part of [this.#title, this.#progress, this.#next]) part.remove();
      return;
    }
    const { item, next } = onAir;
    if (!this.#title.isConnected) this.#link.append(this.#title, this.#progress, this.#next);
    if (item.startsAt !== this.#shown?.startsAt || item.mediaId !== this.#shown.mediaId) this.#change(item);
    this.#title.textContent = item.title;
    const span = { startsAtMs: item.startsAt, endsAtMs: item.endsAt };
    this.#progress.style.setProperty('--done', shareDone(span, nowMs).toFixed(4));
    this.#next.textContent = next === null ? '' : `Next at ${localTimeText(next.startsAt, nowMs)} · ${next.title}`;
  }

  #change(item: NowItem): void {
    this.#shown = item;
    this.#link.style.setProperty('--hue', String(hueOf(item.mediaId)));
    const picture = make('img', 'picture');
    picture.alt = '';
    picture.src = `/api/v1/channels/${encodeURIComponent(this.#slug)}/poster.jpg?at=${Math.ceil(item.startsAt)}`;
    // The one before stays until this one is there; not everything on air has a picture.
    picture.addEventListener('load', () => this.#replacePicture(item, picture));
    picture.addEventListener('error', () => this.#replacePicture(item, undefined));
  }

  #replacePicture(item: NowItem, picture: HTMLImageElement | undefined): void {
    if (item !== this.#shown) return;
    this.#picture?.remove();
    this.#picture = picture;
    if (picture !== undefined) this.#link.prepend(picture);
  }
}

function make<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

/** The same media always has the same colour. */
function hueOf(mediaId: string): number {
  let hash = 0;
  for (const character of mediaId) hash = (hash * 31 + character.charCodeAt(0)) % 360;
  return hash;
}
