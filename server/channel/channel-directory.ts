import { CodedError } from '../../shared/errors.js';
import type { Grid } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import type { ChannelRecord } from '../store/channel-store.js';
import type { MediaRecord } from '../store/media-store.js';
import type { Store } from '../store/store.js';
import { compileChannel } from './channel-timeline.js';

export interface ChannelOnAir {
  readonly channel: ChannelRecord;
  readonly lineup: Lineup;
}

/** The channels and their compiled lineups, by slug. A lineup is compiled once per schedule version. */
export class ChannelDirectory {
  readonly #store: Store;
  readonly #grid: Grid;
  readonly #slate: MediaRecord;
  readonly #compiled = new Map<string, ChannelOnAir>();

  constructor(store: Store, grid: Grid, slate: MediaRecord) {
    this.#store = store;
    this.#grid = grid;
    this.#slate = slate;
  }

  async list(): Promise<ChannelRecord[]> {
    return this.#store.channels.list();
  }

  /** @throws CodedError `channel-unknown` */
  async get(slug: string): Promise<ChannelOnAir> {
    const channel = await this.#store.channels.find(slug);
    if (channel === undefined) throw new CodedError('channel-unknown', `There is no channel "${slug}".`);
    const known = this.#compiled.get(slug);
    if (known?.lineup.version === channel.scheduleVersion) return known;
    const [entries, sequences, media] = await Promise.all([
      this.#store.schedule.listOf(slug),
      this.#store.sequences.list(),
      this.#store.media.list(),
    ]);
    const lineup = compileChannel({ channel, entries, sequences, media }, this.#grid, this.#slate);
    const onAir = { channel, lineup };
    this.#compiled.set(slug, onAir);
    return onAir;
  }
}
