import type { ChannelPoster } from '../../shared/api/channel-poster.js';
import type { Source } from './attributes.js';

const TIMEOUT_MS = 5000;

/** Where a picture is, and which part of it is meant; without an area all of it. */
interface Picture {
  readonly url: string;
  readonly area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
}

/**
 * The picture that stands in until there is a live one: what is on air at this instant, or one of the page's own. It is
 * a comfort and no more: without one, nothing is said.
 */
export class Poster {
  readonly #canvas: HTMLCanvasElement;
  #loading = new AbortController();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** @param ownUrl the page's picture; empty for the one that is on air. */
  async show(source: Source, ownUrl: string): Promise<void> {
    this.#loading.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    try {
      const picture = ownUrl === '' ? await pictureOnAir(source, signal) : { url: ownUrl, area: null };
      if (picture === null) return;
      const image = await load(picture.url);
      if (!signal.aborted) this.#draw(image, picture.area);
    } catch {
      // The channel may be by invitation, the page may allow no pictures of ours, the server may be away.
    }
  }

  hide(): void {
    this.#loading.abort();
    this.#canvas.hidden = true;
  }

  #draw(image: HTMLImageElement, area: Picture['area']): void {
    const { x, y, width, height } = area ?? { x: 0, y: 0, width: image.naturalWidth, height: image.naturalHeight };
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#canvas.getContext('2d')?.drawImage(image, x, y, width, height, 0, 0, width, height);
    this.#canvas.classList.toggle('tile', area !== null);
    this.#canvas.hidden = false;
  }
}

async function pictureOnAir({ server, channel }: Source, signal: AbortSignal): Promise<Picture | null> {
  const address = new URL(`/api/v1/channels/${encodeURIComponent(channel)}/poster`, server);
  const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  if (!response.ok) return null;
  const { picture } = (await response.json()) as ChannelPoster;
  if (picture === null) return null;
  const { url, ...area } = picture;
  return { url: new URL(url, server).href, area };
}

async function load(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
