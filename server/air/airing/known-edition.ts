import { AiredLineup } from '../../../shared/timeline/aired-lineup.js';
import type { AiringWindow } from '../../../shared/timeline/airing-window.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import { signatureOf } from '../../../shared/timeline/channel-plan.js';
import { frameAt } from '../../../shared/timeline/grid.js';
import type { Sequence } from '../../../shared/timeline/sequence.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import type { ChannelEdition } from '../../link/messages.js';

/** A lineup that air knows a window of, and one of the audiences that are served it. */
export interface KnownLineup {
  readonly audience: Audience;
  readonly lineup: AiredLineup;
  /** From this frame on the next window is asked for: half of the present one is over. */
  renewFrame: FrameIndex;
}

/** A version of a schedule as the office tells it, with windows of lineups of that version. */
export interface EditionReading {
  readonly edition: ChannelEdition;
  readonly windows: readonly { readonly audience: Audience; readonly window: AiringWindow }[];
}

/** Lineups that nobody watches are kept for whoever comes next; of the oldest no more than this. */
const MOST_LINEUPS = 256;

/** One version of a channel's schedule as far as air knows it: the lineups that were asked for so far. */
export class KnownEdition {
  /** By audience signature, the one asked for last at the end. */
  readonly #lineups = new Map<string, KnownLineup>();
  #edition: ChannelEdition;

  constructor(edition: ChannelEdition) {
    this.#edition = edition;
  }

  get edition(): ChannelEdition {
    return this.#edition;
  }

  get lineups(): Iterable<KnownLineup> {
    return this.#lineups.values();
  }

  /** Audiences with equal signatures are served one lineup. */
  signatureOf(audience: Audience): string {
    return signatureOf(this.#edition.decisions, audience);
  }

  find(audience: Audience): AiredLineup | undefined {
    return this.#lineups.get(this.signatureOf(audience))?.lineup;
  }

  put(audience: Audience, lineup: AiredLineup, nowMs: Millis): void {
    const signature = this.signatureOf(audience);
    const renewFrame = renewalOf(lineup, nowMs);
    this.#lineups.delete(signature);
    this.#lineups.set(signature, { audience, lineup, renewFrame });
  }

  /** Whether another reading is of this version, and what it says of known lineups is more of the same. */
  goesOnWith({ edition, windows }: EditionReading): boolean {
    const areSame = windows.every(({ audience, window }) => (this.find(audience)?.key ?? window.key) === window.key);
    return edition.version === this.#edition.version && areSame;
  }

  /** Takes a reading that {@link goesOnWith} holds for: lineups that viewers have stay the objects that they are. */
  goOnWith({ edition, windows }: EditionReading, slate: Sequence, nowMs: Millis): void {
    this.#edition = edition;
    for (const { audience, window } of windows) {
      const lineup = this.find(audience) ?? new AiredLineup(window, slate);
      lineup.renew(window);
      this.put(audience, lineup, nowMs);
    }
  }

  /** Of each distinct way to be served one audience, in the order given. */
  distinct(audiences: Iterable<Audience>): Audience[] {
    const bySignature = new Map<string, Audience>();
    for (const audience of audiences) {
      const signature = this.signatureOf(audience);
      if (!bySignature.has(signature)) bySignature.set(signature, audience);
    }
    return [...bySignature.values()];
  }

  /** Forgets the lineups asked for longest ago that nobody in particular needs. */
  forgetBut(needed: Iterable<Audience>): void {
    const kept = new Set([...needed].map((audience) => this.signatureOf(audience)));
    for (const signature of this.#lineups.keys()) {
      if (this.#lineups.size <= MOST_LINEUPS) return;
      if (!kept.has(signature)) this.#lineups.delete(signature);
    }
  }
}

/** The frame from which on a lineup's next window is asked for. */
export function renewalOf({ grid, knownUntilFrame }: AiredLineup, nowMs: Millis): FrameIndex {
  const nowFrame = frameAt(grid, nowMs);
  return nowFrame + Math.floor((knownUntilFrame - nowFrame) / 2);
}
