import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import type { ChannelCard } from '../../link/messages.js';
import type { ReportBook } from './report-book.js';
import { type AdaptiveTarget, adaptTarget, startTarget } from './target-policy.js';

/** Players report every five seconds. */
const LOOK_PERIOD_MS = 5000;

interface Channels {
  /** As it is stored; undefined for a channel that nobody asked for. */
  stored(slug: string): Pick<ChannelCard, 'adaptiveLatency' | 'targetLatencyMs'> | undefined;
  /** Announces a target to every viewer, now and as they come; null for the channel's own again. */
  aim(slug: string, targetMs: Millis | null): void;
}

/** Lets the target of every channel that asks for it follow its viewers. A channel without any forgets its target. */
export class AdaptiveTargets {
  readonly #clock: Clock;
  readonly #reports: Pick<ReportBook, 'channels' | 'fresh'>;
  readonly #channels: Channels;
  readonly #targets = new Map<string, AdaptiveTarget>();
  #cancelTimer: () => void;

  constructor(clock: Clock, reports: Pick<ReportBook, 'channels' | 'fresh'>, channels: Channels) {
    this.#clock = clock;
    this.#reports = reports;
    this.#channels = channels;
    this.#cancelTimer = clock.setTimer(LOOK_PERIOD_MS, () => this.#look());
  }

  close(): void {
    this.#cancelTimer();
  }

  #look(): void {
    this.#cancelTimer = this.#clock.setTimer(LOOK_PERIOD_MS, () => this.#look());
    const watched = this.#reports.channels.filter((slug) => this.#channels.stored(slug)?.adaptiveLatency);
    for (const slug of watched) this.#adapt(slug, this.#channels.stored(slug)!.targetLatencyMs);
    for (const slug of [...this.#targets.keys()].filter((known) => !watched.includes(known))) {
      this.#targets.delete(slug);
      this.#channels.aim(slug, null);
    }
  }

  #adapt(slug: string, ownTargetMs: Millis): void {
    const nowMs = this.#clock.now();
    const reports = this.#reports.fresh(slug, nowMs).map(({ newest, from }) => ({ ...newest, from }));
    const before = this.#targets.get(slug) ?? startTarget(ownTargetMs, nowMs);
    const after = adaptTarget(before, { nowMs, ownTargetMs, reports });
    this.#targets.set(slug, after);
    if (after.targetMs !== before.targetMs) this.#channels.aim(slug, after.targetMs);
  }
}
