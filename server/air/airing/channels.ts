import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import { AiredLineup } from '../../../shared/timeline/aired-lineup.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import { frameAt, frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Sequence } from '../../../shared/timeline/sequence.js';
import type { Millis } from '../../../shared/units.js';
import type { ChannelCard } from '../../link/messages.js';
import { EditionReader, type EditionReaderDeps, MOST_READS } from './edition-reader.js';
import { type EditionReading, KnownEdition, type KnownLineup, renewalOf } from './known-edition.js';
import type { OnAir } from './on-air.js';

const LOOK_EVERY_MS: Millis = 1000;
/** An answer that did not come is asked for again after this. */
const ASK_AGAIN_MS: Millis = 1000;
/** What is known before anybody asks, so that a first viewer can come while the office is away. */
const MOST_CHANNELS_AHEAD = 200;

export interface ChannelsDeps extends EditionReaderDeps {
  readonly clock: Clock;
  /** What is on air where nothing is known. */
  readonly slate: Sequence;
}

interface ChannelsEvents {
  /** A channel or its schedule is other than it was. */
  changed: [slug: string];
  removed: [slug: string];
}

interface Load {
  done: Promise<void>;
  /** Something changed since it began. */
  isStale: boolean;
}

/**
 * The channels, and what each has on air for whom, as far as the office has told: windows of airing, renewed long before
 * they end. A new version replaces the old one for all audiences in one step, so that no two viewers are ever served
 * different versions. While the office is away, channels go on by the windows they have, and viewers can still join.
 */
export class Channels extends EventEmitter<ChannelsEvents> {
  readonly #deps: ChannelsDeps;
  readonly #known = new Map<string, KnownEdition>();
  readonly #loads = new Map<string, Load>();
  /** Channels of which a change was announced that is not read yet. */
  readonly #outdated = new Set<string>();
  readonly #reader: EditionReader;
  /** Targets that stand in for the channels' own. */
  readonly #aims = new Map<string, Millis>();
  readonly #renewing = new Set<KnownLineup>();
  #cancelTimer: () => void;
  #isClosed = false;

  constructor(deps: ChannelsDeps) {
    super();
    this.#deps = deps;
    this.#reader = new EditionReader(deps);
    this.#cancelTimer = deps.clock.setTimer(LOOK_EVERY_MS, () => this.#look());
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.removeAllListeners();
  }

  /** What an audience is served, asked of the office where it is not known. @throws CodedError channel-unknown, not-ready */
  async open(slug: string, audience: Audience): Promise<OnAir> {
    if (!this.#known.has(slug)) await this.#load(slug);
    for (let tries = 1; ; tries += 1) {
      const known = this.#known.get(slug);
      if (known === undefined) throw unknown(slug);
      if (known.find(audience) !== undefined) return this.onAir(slug, audience);
      if (tries > MOST_READS) throw new CodedError('not-ready');
      const window = await this.#reader.window(slug, audience);
      if (window.version !== known.edition.version) await this.#load(slug);
      else if (known.find(audience) === undefined) {
        known.put(audience, new AiredLineup(window, this.#deps.slate), this.#nowMs);
      }
    }
  }

  /** What air knows of a channel. @throws CodedError channel-unknown, not-ready */
  async get(slug: string): Promise<ChannelCard> {
    if (!this.#known.has(slug)) await this.#load(slug);
    const known = this.#known.get(slug);
    if (known === undefined) throw unknown(slug);
    return this.#aimed(known.edition.card);
  }

  /** As the office has it; undefined for a channel that is not known. */
  stored(slug: string): ChannelCard | undefined {
    return this.#known.get(slug)?.edition.card;
  }

  /**
   * What an audience is served at this very step, as opposed to when a promise is kept.
   * @throws CodedError `channel-unknown`, also for what was not opened before.
   */
  onAir(slug: string, audience: Audience): OnAir {
    const onAir = this.find(slug, audience);
    if (onAir === undefined) throw unknown(slug);
    return onAir;
  }

  /** The same; undefined for what was not opened before. */
  find(slug: string, audience: Audience): OnAir | undefined {
    const known = this.#known.get(slug);
    const lineup = known?.find(audience);
    if (known === undefined || lineup === undefined) return undefined;
    const { card, effectiveAtMs } = known.edition;
    return { channel: this.#aimed(card), effectiveAtMs, lineup };
  }

  /** Every lineup that is known of the channels that anybody may watch. */
  get publicLineups(): AiredLineup[] {
    return [...this.#known.values()]
      .filter(({ edition }) => edition.card.visibility === 'public')
      .flatMap(({ lineups }) => Array.from(lineups, ({ lineup }) => lineup));
  }

  /** Gives a channel another target than its own, or that one again. */
  aim(slug: string, targetMs: Millis | null): void {
    if (targetMs === null) this.#aims.delete(slug);
    else this.#aims.set(slug, targetMs);
    if (this.#known.has(slug)) this.emit('changed', slug);
  }

  /** To be told when a channel, or what it plays, may be other than it is known to be. It is read again until it can be. */
  refresh(slug: string): void {
    if (!this.#known.has(slug)) return;
    this.#outdated.add(slug);
    void this.#load(slug).catch(() => undefined);
  }

  /** To be told when the office is there (again), with all the channels there are: edits may have been missed. */
  async resume(slugs: readonly string[]): Promise<void> {
    const all = new Set(slugs);
    for (const slug of [...this.#known.keys()]) if (!all.has(slug)) this.#remove(slug);
    const known = slugs.filter((slug) => this.#known.has(slug));
    const others = slugs.filter((slug) => !this.#known.has(slug)).slice(0, MOST_CHANNELS_AHEAD);
    for (const slug of [...known, ...others]) {
      if (this.#isClosed) return;
      await this.#load(slug).catch(() => undefined);
      for (const sample of this.#known.get(slug)?.edition.samples ?? []) {
        await this.open(slug, sample).catch(() => undefined);
      }
    }
  }

  /** When the first lineup that somebody watches ends for all that is known; null while none is watched. */
  get knownUntilMs(): Millis | null {
    const ends = [...this.#known].flatMap(([slug, known]) =>
      [...this.#deps.watching(slug)].flatMap((audience) => known.find(audience)?.knownUntilFrame ?? []),
    );
    return ends.length === 0 ? null : frameTimeMs(this.#deps.grid, Math.min(...ends));
  }

  get #nowMs(): Millis {
    return this.#deps.clock.now();
  }

  #aimed(card: ChannelCard): ChannelCard {
    return { ...card, targetLatencyMs: this.#aims.get(card.slug) ?? card.targetLatencyMs };
  }

  /** Reads a channel; who asks while it is read shares one more reading. */
  #load(slug: string): Promise<void> {
    const running = this.#loads.get(slug);
    if (running !== undefined) {
      running.isStale = true;
      return running.done;
    }
    const load: Load = { done: Promise.resolve(), isStale: false };
    this.#loads.set(slug, load);
    load.done = this.#readUntilFresh(slug, load).finally(() => this.#loads.delete(slug));
    return load.done;
  }

  async #readUntilFresh(slug: string, load: Load): Promise<void> {
    for (let round = 1; ; round += 1) {
      load.isStale = false;
      const isAnnounced = this.#outdated.delete(slug);
      const reading = await this.#reader.read(slug).catch((error: unknown) => {
        if (isAnnounced) this.#outdated.add(slug);
        throw error;
      });
      if (this.#isClosed) return;
      // Whoever came while it was read is served by the new version, too.
      const isOld = load.isStale || this.#misses(slug, reading);
      if (isOld) this.#outdated.add(slug);
      if (!isOld || round === MOST_READS) return this.#take(slug, reading, isAnnounced);
    }
  }

  #misses(slug: string, reading: EditionReading | undefined): boolean {
    if (reading === undefined) return false;
    const known = new KnownEdition(reading.edition);
    const read = new Set(reading.windows.map(({ audience }) => known.signatureOf(audience)));
    return [...this.#deps.watching(slug)].some((audience) => !read.has(known.signatureOf(audience)));
  }

  #take(slug: string, reading: EditionReading | undefined, isAnnounced: boolean): void {
    if (reading === undefined) {
      this.#remove(slug);
      return;
    }
    const before = this.#known.get(slug);
    if (before !== undefined && !isAnnounced && before.goesOnWith(reading)) {
      const { card } = before.edition;
      before.goOnWith(reading, this.#deps.slate, this.#nowMs);
      if (!isDeepStrictEqual(card, reading.edition.card)) this.emit('changed', slug);
      return;
    }
    const fresh = new KnownEdition(reading.edition);
    fresh.goOnWith(reading, this.#deps.slate, this.#nowMs);
    this.#known.set(slug, fresh);
    if (before !== undefined) this.emit('changed', slug);
  }

  #remove(slug: string): void {
    this.#outdated.delete(slug);
    if (this.#known.delete(slug)) this.emit('removed', slug);
  }

  #look(): void {
    const { clock, grid, watching } = this.#deps;
    this.#cancelTimer = clock.setTimer(LOOK_EVERY_MS, () => this.#look());
    const frame = frameAt(grid, clock.now());
    for (const slug of this.#outdated) if (!this.#loads.has(slug)) void this.#load(slug).catch(() => undefined);
    for (const [slug, known] of this.#known) {
      const needed = [{}, ...watching(slug)];
      known.forgetBut(needed);
      const signatures = new Set(needed.map((audience) => known.signatureOf(audience)));
      for (const one of known.lineups) {
        const isNeeded = signatures.has(known.signatureOf(one.audience));
        if (isNeeded && one.renewFrame <= frame && !this.#renewing.has(one)) void this.#renew(slug, one);
      }
    }
  }

  /** Never throws. */
  async #renew(slug: string, one: KnownLineup): Promise<void> {
    this.#renewing.add(one);
    try {
      const window = await this.#reader.window(slug, one.audience);
      const { key, version } = one.lineup;
      if (window.key !== key || window.version !== version) await this.#load(slug);
      else one.lineup.renew(window);
      one.renewFrame = renewalOf(one.lineup, this.#nowMs);
    } catch {
      one.renewFrame = frameAt(this.#deps.grid, this.#nowMs + ASK_AGAIN_MS);
    } finally {
      this.#renewing.delete(one);
    }
  }
}

function unknown(slug: string): CodedError {
  return new CodedError('channel-unknown', `There is no channel "${slug}".`);
}
