import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import type { ChannelPlan } from '../../../shared/timeline/channel-plan.js';
import { frameAt, type Grid } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Millis } from '../../../shared/units.js';
import { mediaNeeded } from '../store/channel-content.js';
import type { ChannelRecord } from '../store/channel-store.js';
import type { MediaRecord } from '../store/media-store.js';
import type { Store } from '../store/store.js';
import { type FindHead, planChannel } from './channel-timeline.js';
import type { ConnectedAudiences } from './connected-audiences.js';

/** Of one version of a schedule; the one unused for longest gives way. */
const MOST_LINEUPS = 500;

export interface ChannelDirectoryDeps {
  readonly store: Store;
  readonly grid: Grid;
  readonly slate: MediaRecord;
  readonly clock: Pick<Clock, 'now'>;
  readonly connected: ConnectedAudiences;
  readonly findHead: FindHead;
}

interface ChannelDirectoryEvents {
  /** A channel or its schedule was edited, or what it plays is named or stored otherwise. */
  changed: [slug: string];
  removed: [slug: string];
}

/** One version of a channel's schedule, as it was loaded. */
export interface Edition {
  readonly channel: ChannelRecord;
  readonly effectiveAtMs: Millis;
  readonly plan: ChannelPlan;
  /** What it names, ready or not. */
  readonly mediaIds: ReadonlySet<string>;
  /** What it plays. */
  readonly objectIds: ReadonlySet<string>;
  /** By audience signature. */
  readonly lineups: LRUCache<string, Lineup>;
}

/**
 * The channels, and what each has on air for whom: the newest version of each that was asked for, compiled.
 */
export class ChannelDirectory extends EventEmitter<ChannelDirectoryEvents> {
  readonly #deps: ChannelDirectoryDeps;
  readonly #editions = new Map<string, Edition>();
  /** How often each channel was asked to be loaded, and which of these times is the one at hand. */
  readonly #loads = new Map<string, { asked: number; taken: number }>();
  /** By channel and the version that was found to be missing. */
  readonly #underway = new Map<string, Promise<Edition | undefined>>();

  constructor(deps: ChannelDirectoryDeps) {
    super();
    this.#deps = deps;
  }

  async list(): Promise<ChannelRecord[]> {
    return this.#deps.store.channels.list();
  }

  /** @throws CodedError `channel-unknown` */
  async get(slug: string): Promise<ChannelRecord> {
    return (await this.edition(slug)).channel;
  }

  /** Of the newest version. @throws CodedError `channel-unknown` */
  async lineup(slug: string, audience: Audience): Promise<Lineup> {
    return lineupOf(await this.edition(slug), audience);
  }

  /** To be told whenever anything of a channel was changed, its schedule or the rest. */
  async refresh(slug: string): Promise<void> {
    if (this.#editions.has(slug)) await this.#load(slug);
  }

  /** To be told when a media was renamed, or can be on air (no longer): lineups that were compiled carry what it was. */
  refreshMedia(id: string): Promise<void> {
    return this.#reload(({ mediaIds }) => mediaIds.has(id));
  }

  /** To be called when objects have got other head pieces. */
  refreshObjects(changed: readonly string[]): Promise<void> {
    return this.#reload(({ objectIds }) => changed.some((objectId) => objectIds.has(objectId)));
  }

  async #reload(isMeant: (edition: Edition) => boolean): Promise<void> {
    const touched = [...this.#editions].filter(([, edition]) => isMeant(edition));
    await Promise.all(touched.map(([slug]) => this.#load(slug)));
  }

  /** The newest version. @throws CodedError `channel-unknown` */
  async edition(slug: string): Promise<Edition> {
    const known = this.#editions.get(slug);
    const channel = await this.#deps.store.channels.find(slug);
    if (known === undefined && channel === undefined) throw unknown(slug);
    const isCurrent = known?.channel.scheduleVersion === channel?.scheduleVersion;
    const edition = isCurrent ? known : await this.#loadOnce(slug, channel?.scheduleVersion);
    if (edition === undefined) throw unknown(slug);
    return edition;
  }

  /** Those who find at the same time that a version is not at hand wait for one reading of it. */
  async #loadOnce(slug: string, version: number | undefined): Promise<Edition | undefined> {
    const key = `${slug} ${version}`;
    const underway = this.#underway.get(key);
    if (underway !== undefined) return underway;
    const load = this.#load(slug).finally(() => this.#underway.delete(key));
    this.#underway.set(key, load);
    return load;
  }

  /** Loads what the store has, and tells that it is new. */
  async #load(slug: string): Promise<Edition | undefined> {
    const loads = this.#loads.get(slug) ?? { asked: 0, taken: 0 };
    this.#loads.set(slug, loads);
    loads.asked += 1;
    const load = loads.asked;
    const edition = await this.#read(slug);
    // Of two reads the one that was asked for last has the newer rows, whichever is done first.
    if (load < loads.taken) return this.#editions.get(slug);
    loads.taken = load;
    const isKnown = this.#editions.has(slug);
    if (edition === undefined) this.#editions.delete(slug);
    else this.#editions.set(slug, edition);
    if (isKnown) this.emit(edition === undefined ? 'removed' : 'changed', slug);
    return edition;
  }

  async #read(slug: string): Promise<Edition | undefined> {
    const content = await this.#deps.store.schedule.content(slug);
    if (content === undefined) return undefined;
    const { channel, effectiveAtMs, revisions, media } = content;
    await setImmediate();
    const { grid, slate, findHead } = this.#deps;
    const edition: Edition = {
      ...{ channel, effectiveAtMs, plan: planChannel(content, grid, slate, findHead) },
      lineups: new LRUCache({ max: MOST_LINEUPS }),
      mediaIds: mediaNeeded(revisions, channel.fillerMediaId),
      objectIds: new Set(media.map(({ objectId }) => objectId)),
    };
    await this.#workOut(edition);
    return edition;
  }

  /**
   * Everybody who watches is told of a version in one step: what that takes of each lineup is worked out before, in steps
   * that let feeds, which are paced on this thread, have their turns.
   */
  async #workOut(edition: Edition): Promise<void> {
    const { grid, clock, connected } = this.#deps;
    for (const audience of connected.audiencesOf(edition.channel.slug)) {
      await setImmediate();
      const lineup = lineupOf(edition, audience);
      lineup.spanAt(frameAt(grid, clock.now()));
      void lineup.key;
    }
  }
}

function lineupOf({ plan, lineups }: Edition, audience: Audience): Lineup {
  const signature = plan.signatureOf(audience);
  const known = lineups.get(signature);
  if (known !== undefined) return known;
  const lineup = plan.lineupFor(audience);
  lineups.set(signature, lineup);
  return lineup;
}

function unknown(slug: string): CodedError {
  return new CodedError('channel-unknown', `There is no channel "${slug}".`);
}
