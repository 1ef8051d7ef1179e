import type { ChannelPoster } from '../../shared/api/channel-poster.js';
import { browserTiming } from '../sdk/timing.js';
import { tokenFrom } from '../sdk/token-source.js';
import type { Source } from './attributes.js';

const TIMEOUT_MS = 5000;

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
      const isTile = ownUrl === '';
      const picture = isTile ? await tileOnAir(source, signal) : await pictureAt(ownUrl);
      if (picture !== null && !signal.aborted) this.#draw(picture, isTile);
    } catch {
      // The viewer may not be allowed to see it, the page may allow no pictures of ours, the server may be away.
    }
  }

  hide(): void {
    this.#loading.abort();
    this.#canvas.hidden = true;
  }

  #draw(picture: ImageBitmap | HTMLImageElement, isTile: boolean): void {
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    this.#canvas.getContext('2d')?.drawImage(picture, 0, 0);
    this.#canvas.classList.toggle('tile', isTile);
    this.#canvas.hidden = false;
  }
}

/** Null where nothing on air has a picture. */
async function tileOnAir({ server, channel, token }: Source, hidden: AbortSignal): Promise<ImageBitmap | null> {
  const shown = await tokenFrom(token, browserTiming);
  // Never in an address: those are kept, by the browser and on the way.
  const headers = shown === undefined ? {} : { Authorization: `Bearer ${shown}` };
  const signal = AbortSignal.any([hidden, AbortSignal.timeout(TIMEOUT_MS)]);
  const ask = async (path: string): Promise<Response> => {
    const response = await fetch(new URL(path, server), { headers, signal });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response;
  };
  const answer = await ask(`/api/v1/channels/${encodeURIComponent(channel)}/poster`);
  const { picture } = (await answer.json()) as ChannelPoster;
  if (picture === null) return null;
  const { url, x, y, width, height } = picture;
  return createImageBitmap(await (await ask(url)).blob(), x, y, width, height);
}

async function pictureAt(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
