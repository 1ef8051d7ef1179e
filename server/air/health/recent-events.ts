import type { Millis } from '../../../shared/units.js';

/** More than that are not told apart: the oldest give way. */
const MOST_EVENTS = 5000;

interface Timed<Event> {
  readonly event: Event;
  readonly atMs: Millis;
}

/** What happened within a time up to now, in the order it did. */
export class RecentEvents<Event> {
  readonly #withinMs: Millis;
  #events: Timed<Event>[] = [];

  constructor(withinMs: Millis) {
    this.#withinMs = withinMs;
  }

  add(event: Event, atMs: Millis): void {
    this.#events.push({ event, atMs });
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
  }

  /** Forgets what is older. */
  lately(nowMs: Millis): readonly Timed<Event>[] {
    this.#events = this.#events.filter(({ atMs }) => nowMs - atMs <= this.#withinMs);
    return this.#events;
  }
}
