import type { ChannelSummary } from '../../shared/api/channels.js';
import type { NowAnswer } from '../../shared/api/now.js';
import type { Millis } from '../../shared/units.js';
import { fetchJson } from '../page.js';
import { type Form, number, record, text } from '../sdk/forms.js';
import { ChannelCard } from './card.js';
import { askAgainInMs, onAirAt } from './on-air.js';

const item = record({ mediaId: text, title: text, startsAt: number, endsAt: number });
const isNowAnswer = record<Pick<NowAnswer, 'at' | 'item' | 'next'>>({
  at: number,
  item,
  next: item,
}) as Form<NowAnswer>;

/** One channel of the page: asks what is on when that has changed, and shows it in between. */
export class ChannelView {
  readonly #card: ChannelCard;
  readonly #slug: string;
  #answered: { readonly answer: NowAnswer; readonly atMs: Millis } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(channel: ChannelSummary) {
    this.#slug = channel.slug;
    this.#card = new ChannelCard(channel);
    void this.ask();
  }

  get element(): HTMLElement {
    return this.#card.element;
  }

  rename(name: string): void {
    this.#card.rename(name);
  }

  /** Asks at once, and then whenever there is something new to hear, for as long as the page is looked at. */
  async ask(): Promise<void> {
    clearTimeout(this.#timer);
    // A channel whose programme cannot be told is still there to be watched, and what was told holds for a while.
    const path = `/api/v1/channels/${encodeURIComponent(this.#slug)}/now`;
    const answer = await fetchJson(path, isNowAnswer).catch(() => null);
    if (answer !== null) this.#answered = { answer, atMs: performance.now() };
    if (this.#closed) return;
    this.draw();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        if (document.visibilityState === 'visible') void this.ask();
      },
      askAgainInMs(answer, Math.random()),
    );
  }

  draw(): void {
    if (this.#answered === undefined) return;
    const { answer, atMs } = this.#answered;
    // By the server's clock, which the answer came with: this device's own may be anything.
    const nowMs = answer.at + performance.now() - atMs;
    this.#card.show(onAirAt(answer, nowMs), nowMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.element.remove();
  }
}
