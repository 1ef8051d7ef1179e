import type { Audience } from '../../../shared/timeline/audience.js';
import type { ChannelPlan } from '../../../shared/timeline/channel-plan.js';
import { frameAt, type Grid } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Millis } from '../../../shared/units.js';
import type { ChannelDirectory } from '../planning/channel-directory.js';
import type { ChannelContent } from '../store/channel-content.js';
import type { ScheduleStore, ScheduleVersionRecord } from '../store/schedule-store.js';
import type { Stretch } from './programmes.js';

/** Each may have to be loaded and compiled. */
const MOST_VERSIONS_AT_ONCE = 20;

export interface ScheduleHistoryDeps {
  readonly schedule: Pick<ScheduleStore, 'content' | 'versionsFrom'>;
  /** Has the newest version of each channel at hand. */
  readonly directory: Pick<ChannelDirectory, 'lineup'>;
  readonly plan: (content: ChannelContent) => ChannelPlan;
  readonly grid: Grid;
}

/** A range of time with the lineups that are in force in it, one after the other. */
export interface Course {
  readonly stretches: readonly Stretch[];
  /** Where it had to be cut because the schedule was changed too often in the range; null when it was not. */
  readonly cutAtMs: Millis | null;
  /** When the newest version in it was made. */
  readonly revisedAtMs: Millis;
}

/** The versions of schedules, each for the time that it was, is or will be in force. */
export class ScheduleHistory {
  readonly #deps: ScheduleHistoryDeps;

  constructor(deps: ScheduleHistoryDeps) {
    this.#deps = deps;
  }

  /** @throws CodedError channel-unknown */
  async lineupAt(slug: string, audience: Audience, atMs: Millis): Promise<Lineup> {
    const [version] = await this.#deps.schedule.versionsFrom(slug, atMs, atMs, 1);
    return this.#lineup(slug, audience, version);
  }

  /**
   * The course of [fromMs, toMs).
   * @throws CodedError channel-unknown
   */
  async course(slug: string, audience: Audience, fromMs: Millis, toMs: Millis): Promise<Course> {
    const { schedule, grid } = this.#deps;
    const versions = await schedule.versionsFrom(slug, fromMs, toMs, MOST_VERSIONS_AT_ONCE + 1);
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
      const lineup = await this.#lineup(slug, audience, version);
      stretches.push({ lineup, fromFrame: startFrame, toFrame: endFrame });
    }
    return { stretches, cutAtMs, revisedAtMs: told.at(-1)?.atMs ?? fromMs };
  }

  async #lineup(slug: string, audience: Audience, version: ScheduleVersionRecord | undefined): Promise<Lineup> {
    const newest = await this.#deps.directory.lineup(slug, audience);
    if (version === undefined || newest.version === version.version) return newest;
    const content = await this.#deps.schedule.content(slug, { version: version.version });
    return content === undefined ? newest : this.#deps.plan(content).lineupFor(audience);
  }
}
