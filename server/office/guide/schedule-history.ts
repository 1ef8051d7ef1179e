import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../media/playout/clock.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import type { ChannelPlan } from '../../../shared/timeline/channel-plan.js';
import { frameAt, type Grid } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import type { ChannelDirectory } from '../planning/channel-directory.js';
import type { ChannelContent } from '../store/channel-content.js';
import type { ScheduleVersionRecord } from '../store/schedule-store.js';
import type { SequenceName } from '../store/sequence-store.js';
import type { Store } from '../store/store.js';
import { GuideEditions } from './guide-editions.js';
import { withPastMedia } from './past-media.js';
import type { Stretch } from './programmes.js';

/** Each may have to be loaded and compiled. */
const MOST_VERSIONS_AT_ONCE = 20;
/** A lineup is worked out a week at a time. */
const WEEK_S = 7 * 86_400;
const MOST_WEEKS_REMEMBERED = 1000;
/** What is asked for as now is past by the time that it is looked up. */
const PRESENT_MS = 5000;

/** What a question costs besides being answered, in points: about as many milliseconds, of a large schedule. */
const VERSION_POINTS = 20;
const WEEK_POINTS = 4;

/** Pays for what is about to be worked out. @throws CodedError when that is too much for who asks */
export type Spend = (points: number) => void;

const forFree: Spend = () => {};

export interface ScheduleHistoryDeps {
  readonly store: Pick<Store, 'schedule' | 'sequences' | 'media'>;
  /** Has the newest version of each channel at hand. */
  readonly directory: Pick<ChannelDirectory, 'lineup'>;
  readonly plan: (content: ChannelContent) => ChannelPlan | Promise<ChannelPlan>;
  readonly grid: Grid;
  readonly clock: Pick<Clock, 'now'>;
}

/** A range of time with the lineups that are in force in it, one after the other. */
export interface Course {
  readonly stretches: readonly Stretch[];
  /** Where it had to be cut because the schedule was changed too often in the range; null when it was not. */
  readonly cutAtMs: Millis | null;
  /** When the newest version in it was made. */
  readonly revisedAtMs: Millis;
}

/**
 * The versions of schedules, each for the time that it was, is or will be in force. What was worked out is kept: who asks
 * for something else pays for it.
 */
export class ScheduleHistory {
  readonly #deps: ScheduleHistoryDeps;
  readonly #editions: GuideEditions;
  readonly #weeks = new WeakMap<Lineup, Set<number>>();

  constructor(deps: ScheduleHistoryDeps) {
    this.#deps = deps;
    this.#editions = new GuideEditions({
      load: async (slug, version) => {
        const content = await deps.store.schedule.content(slug, { version });
        return content && withPastMedia(content, deps.store.media, deps.grid.fps);
      },
      plan: async (content) => deps.plan(content),
    });
  }

  /** To be told when a media was named or stored otherwise. */
  refreshMedia(id: string): void {
    this.#editions.forgetMedia(id);
  }

  /** @throws CodedError channel-unknown; what `spend` throws */
  async lineupAt(slug: string, audience: Audience, atMs: Millis, spend = forFree): Promise<Lineup> {
    const [version] = await this.#deps.store.schedule.versionsFrom(slug, atMs, atMs, 1);
    const frame = frameAt(this.#deps.grid, atMs);
    const [{ lineup }] = await this.#stretches(slug, audience, version, frame, frame + 1, spend);
    await this.#workOut(lineup, frame, frame + 1, spend);
    return lineup;
  }

  /**
   * The course of [fromMs, toMs).
   * @throws CodedError channel-unknown; what `spend` throws
   */
  async course(slug: string, audience: Audience, fromMs: Millis, toMs: Millis, spend = forFree): Promise<Course> {
    const { store, grid } = this.#deps;
    const versions = await store.schedule.versionsFrom(slug, fromMs, toMs, MOST_VERSIONS_AT_ONCE + 1);
    const cutAtMs = versions[MOST_VERSIONS_AT_ONCE]?.effectiveAtMs ?? null;
    const told = versions.slice(0, MOST_VERSIONS_AT_ONCE);
    const fromFrame = frameAt(grid, fromMs);
    const toFrame = Math.max(fromFrame + 1, frameAt(grid, cutAtMs ?? toMs));
    const stretches: Stretch[] = [];
    for (const [index, version] of told.entries()) {
      const startFrame = stretches.at(-1)?.toFrame ?? fromFrame;
      const next = told[index + 1];
      const endFrame = next === undefined ? toFrame : frameAt(grid, next.effectiveAtMs);
      // Of versions that took effect at one instant the last one counts.
      if (endFrame <= startFrame) continue;
      const parts = await this.#stretches(slug, audience, version, startFrame, endFrame, spend);
      for (const { lineup, fromFrame: from, toFrame: to } of parts) await this.#workOut(lineup, from, to, spend);
      stretches.push(...parts);
    }
    return { stretches, cutAtMs, revisedAtMs: told.at(-1)?.atMs ?? fromMs };
  }

  /** What sequences are called, deleted ones as well, in the order of their ids. */
  sequenceNames(ids: readonly string[]): Promise<readonly SequenceName[]> {
    return this.#deps.store.sequences.names(ids);
  }

  /** When one of some media was last changed, by a new title too. */
  mediaChangedAt(ids: readonly string[]): Promise<Millis> {
    return this.#deps.store.media.changedAt(ids);
  }

  /** The newest version is at hand as it is played; of the past, it may have had on air what is gone since. */
  async #stretches(
    slug: string,
    audience: Audience,
    version: ScheduleVersionRecord | undefined,
    fromFrame: FrameIndex,
    toFrame: FrameIndex,
    spend: Spend,
  ): Promise<[Stretch, ...Stretch[]]> {
    const newest = await this.#deps.directory.lineup(slug, audience);
    const { grid, clock } = this.#deps;
    const isNewest = version === undefined || newest.version === version.version;
    const presentFrame = frameAt(grid, clock.now() - PRESENT_MS);
    if (version === undefined || (isNewest && fromFrame >= presentFrame))
      return [{ lineup: newest, fromFrame, toFrame }];
    if (!this.#editions.has(version)) spend(VERSION_POINTS);
    const then = await this.#editions.lineup(version, audience);
    if (then === undefined || (isNewest && !then.hasGone)) return [{ lineup: newest, fromFrame, toFrame }];
    if (!isNewest || toFrame <= presentFrame) return [{ lineup: then.lineup, fromFrame, toFrame }];
    return [
      { lineup: then.lineup, fromFrame, toFrame: presentFrame },
      { lineup: newest, fromFrame: presentFrame, toFrame },
    ];
  }

  /** Works a lineup out, a week after the other, so that whatever else waits for this thread gets its turn. */
  async #workOut(lineup: Lineup, fromFrame: FrameIndex, toFrame: FrameIndex, spend: Spend): Promise<void> {
    const weekFrames = WEEK_S * lineup.grid.fps;
    const known = this.#weeks.get(lineup) ?? new Set();
    this.#weeks.set(lineup, known);
    const weeks: number[] = [];
    for (let week = Math.floor(fromFrame / weekFrames); week * weekFrames < toFrame; week += 1) {
      if (!known.has(week)) weeks.push(week);
    }
    if (weeks.length === 0) return;
    spend(WEEK_POINTS * weeks.length);
    if (known.size > MOST_WEEKS_REMEMBERED) known.clear();
    for (const week of weeks) {
      known.add(week);
      lineup.spanAt(week * weekFrames);
      await setImmediate();
    }
  }
}
