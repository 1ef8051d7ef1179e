import type { Clock } from '../../../media/playout/clock.js';
import { type Audience, conditionKey } from '../../../shared/timeline/audience.js';
import type { Millis } from '../../../shared/units.js';
import type { ViewerRoster } from './viewer-roster.js';

/** Many who come at once are told of together. */
const TELL_AFTER_MS: Millis = 100;
/** An edit is judged for these; of more, some stand for all. */
const MOST_TOLD = 500;

/** Tells the audiences that watch each channel, soon after they have changed. */
export class WatchedAudiences {
  readonly #roster: ViewerRoster;
  readonly #clock: Clock;
  readonly #tell: (slug: string, audiences: readonly Audience[]) => void;
  readonly #changed = new Set<string>();
  #cancelTimer: (() => void) | undefined;

  constructor(roster: ViewerRoster, clock: Clock, tell: (slug: string, audiences: readonly Audience[]) => void) {
    this.#roster = roster;
    this.#clock = clock;
    this.#tell = tell;
    roster.on('changed', (slug) => this.#note(slug));
  }

  /** To be called when whoever is told knows nothing yet. */
  tellAll(): void {
    for (const slug of this.#roster.channels) this.#note(slug);
  }

  close(): void {
    this.#cancelTimer?.();
  }

  #note(slug: string): void {
    this.#changed.add(slug);
    this.#cancelTimer ??= this.#clock.setTimer(TELL_AFTER_MS, () => {
      this.#cancelTimer = undefined;
      for (const changed of this.#changed) this.#tell(changed, this.#audiencesOf(changed));
      this.#changed.clear();
    });
  }

  #audiencesOf(slug: string): Audience[] {
    const all = this.#roster.list(slug).map(({ pass: { audience } }) => [conditionKey(audience), audience] as const);
    return [...new Map(all).values()].slice(0, MOST_TOLD);
  }
}
