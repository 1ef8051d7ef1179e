import type { Clock } from '../../../media/playout/clock.js';
import type { Alarm } from '../../../shared/api/alarms.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import { frameAt } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Item } from '../../../shared/timeline/sequence.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import type { AirHealth } from '../../link/messages.js';
import type { ConnectedAudiences } from '../planning/connected-audiences.js';
import { type AlarmFacts, alarmsOf, type Upcoming } from './alarm-rules.js';
import { ObjectChecks } from './object-checks.js';
import { type UpcomingItem, upcomingItems } from './upcoming-items.js';

export interface ChannelAlarmsDeps {
  readonly directory: { lineup(slug: string, audience: Audience): Promise<Lineup> };
  readonly connected: ConnectedAudiences;
  /** @throws CodedError not-ready while air is away */
  readonly air: { health(slug: string): Promise<AirHealth> };
  readonly heads: { isGivenUp(objectId: string, inFrame: FrameIndex): boolean };
  readonly clock: Clock;
  isWhole(objectId: string): Promise<boolean>;
  freeBytes(): Promise<number>;
}

/** While nothing is known of air. */
const QUIET: AirHealth = {
  ...{ isSilent: false, unreadable: [], stalls: 0, skips: 0, freezes: 0, lossPercent: null, skewMs: null },
  ...{
    latePercent: 0,
    slowReads: 0,
    workersAlive: 0,
    workersWanted: 0,
    workerError: null,
    workerDeathsMs: [],
    officeReturnsMs: [],
  },
  clockErrorMs: 0,
};

/** Says what goes wrong with a channel, or soon will: what air has seen, and what the library lacks. */
export class ChannelAlarms {
  readonly #deps: ChannelAlarmsDeps;
  readonly #objects: ObjectChecks;

  constructor(deps: ChannelAlarmsDeps) {
    this.#deps = deps;
    this.#objects = new ObjectChecks(deps.isWhole, deps.clock);
  }

  /** The gravest first. @throws CodedError channel-unknown */
  async of(slug: string): Promise<Alarm[]> {
    return alarmsOf(await this.#factsOf(slug));
  }

  async #factsOf(slug: string): Promise<AlarmFacts> {
    const { clock, directory, connected, air, freeBytes } = this.#deps;
    const nowMs = clock.now();
    const lineup = await directory.lineup(slug, {});
    const audiences = [...connected.audiencesOf(slug)];
    const lineups = await Promise.all(audiences.map((audience) => directory.lineup(slug, audience)));
    const upcoming = upcomingItems([lineup, ...lineups], nowMs);
    const health = await air.health(slug).catch(() => null);
    return {
      ...(health ?? QUIET),
      isAirAway: health === null,
      missing: await this.#missing(upcoming),
      lateTrims: upcoming.filter(({ item }) => this.#startsLate(item)).map(named),
      isIdle: isIdle(lineup, nowMs),
      freeBytes: await freeBytes(),
    };
  }

  async #missing(upcoming: readonly UpcomingItem[]): Promise<readonly Upcoming[] | null> {
    const broken = await this.#objects.broken(upcoming.flatMap(({ item }) => objectsOf(item)));
    return broken && upcoming.filter(({ item }) => objectsOf(item).some((id) => broken.has(id))).map(named);
  }

  #startsLate({ head, objectId, inFrame }: Item): boolean {
    return head === null && this.#deps.heads.isGivenUp(objectId, inFrame);
  }
}

function isIdle({ grid, gapFill, spanAt }: Lineup, atMs: Millis): boolean {
  return gapFill.items.some(({ kind }) => kind === 'slate') && spanAt(frameAt(grid, atMs)).isGap;
}

function objectsOf({ objectId, head }: Item): string[] {
  return head === null ? [objectId] : [objectId, head.objectId];
}

function named({ item, atMs }: UpcomingItem): Upcoming {
  return { title: item.title, atMs };
}
