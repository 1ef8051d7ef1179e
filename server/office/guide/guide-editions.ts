import { LRUCache } from 'lru-cache';
import { CodedError } from '../../../shared/errors.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import type { ChannelPlan } from '../../../shared/timeline/channel-plan.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import { Serial } from '../library/serial.js';
import { type ChannelContent, mediaNeeded } from '../store/channel-content.js';
import type { ScheduleVersionRecord } from '../store/schedule-store.js';

/** Counted in entries: what a version takes of memory grows with them. */
const MOST_ENTRIES_KEPT = 100_000;
const MOST_VERSIONS_KEPT = 64;
const MOST_LINEUPS_KEPT = 64;
/** Compiled one after the other; who comes when so many wait is sent away. */
const MOST_WAITING = 64;

interface Edition {
  readonly plan: ChannelPlan;
  readonly size: number;
  readonly mediaIds: ReadonlySet<string>;
  /** Whether it has something on air that is lost or deleted since. */
  readonly hasGone: boolean;
}

export interface GuideEditionsDeps {
  readonly load: (
    slug: string,
    version: number,
  ) => Promise<{ readonly content: ChannelContent; readonly hasGone: boolean } | undefined>;
  readonly plan: (content: ChannelContent) => Promise<ChannelPlan>;
}

/**
 * Versions of schedules that have been compiled, those asked for most recently. A version never changes, so what was made of
 * it once serves everybody who asks again, and those who ask at the same time wait for the same.
 */
export class GuideEditions {
  readonly #deps: GuideEditionsDeps;
  readonly #compiling = new Serial();
  readonly #underway = new Map<string, Promise<Edition | undefined>>();
  readonly #editions = new LRUCache<string, Edition>({
    ...{ max: MOST_VERSIONS_KEPT, maxSize: MOST_ENTRIES_KEPT, sizeCalculation: ({ size }) => size },
  });
  readonly #lineups = new LRUCache<string, Lineup>({ max: MOST_LINEUPS_KEPT });
  /** How often something was to be forgotten: what was begun before may carry it. */
  #forgotten = 0;

  constructor(deps: GuideEditionsDeps) {
    this.#deps = deps;
  }

  /** Whether a version need not be compiled (again). */
  has(version: ScheduleVersionRecord): boolean {
    const key = keyOf(version);
    return this.#editions.has(key) || this.#underway.has(key);
  }

  /** Undefined when the channel is gone. @throws CodedError rate-limited while too many wait */
  async lineup(
    version: ScheduleVersionRecord,
    audience: Audience,
  ): Promise<{ readonly lineup: Lineup; readonly hasGone: boolean } | undefined> {
    const key = keyOf(version);
    const edition = this.#editions.get(key) ?? (await this.#compiled(key, version));
    if (edition === undefined) return undefined;
    const { plan, hasGone } = edition;
    const lineupKey = `${key} ${plan.signatureOf(audience)}`;
    const known = this.#lineups.get(lineupKey);
    const lineup = known ?? plan.lineupFor(audience);
    this.#lineups.set(lineupKey, lineup);
    return { lineup, hasGone };
  }

  /** To be told when a media is named or stored otherwise: what was compiled carries what it was. */
  forgetMedia(id: string): void {
    this.#forgotten += 1;
    for (const [key, { mediaIds }] of this.#editions) {
      if (!mediaIds.has(id)) continue;
      this.#editions.delete(key);
      for (const lineupKey of this.#lineups.keys())
        if (lineupKey.startsWith(`${key} `)) this.#lineups.delete(lineupKey);
    }
  }

  #compiled(key: string, version: ScheduleVersionRecord): Promise<Edition | undefined> {
    const underway = this.#underway.get(key);
    if (underway !== undefined) return underway;
    if (this.#underway.size >= MOST_WAITING) {
      throw new CodedError('rate-limited', undefined, { retryAfterSeconds: 1 });
    }
    const forgotten = this.#forgotten;
    const compiled = this.#compiling.run(() => this.#compile(version));
    this.#underway.set(key, compiled);
    void compiled
      .then((edition) => {
        if (edition !== undefined && forgotten === this.#forgotten) this.#editions.set(key, edition);
      })
      .catch(() => undefined)
      .finally(() => this.#underway.delete(key));
    return compiled;
  }

  async #compile({ channelSlug, version }: ScheduleVersionRecord): Promise<Edition | undefined> {
    const loaded = await this.#deps.load(channelSlug, version);
    if (loaded === undefined) return undefined;
    const { content, hasGone } = loaded;
    const mediaIds = mediaNeeded(content.revisions, content.channel.fillerMediaId);
    return { plan: await this.#deps.plan(content), size: content.entries.length + 1, mediaIds, hasGone };
  }
}

/** A channel that was made anew under the name of another counts its versions anew. */
function keyOf({ channelSlug, version, atMs }: ScheduleVersionRecord): string {
  return `${channelSlug} ${version} ${atMs}`;
}
