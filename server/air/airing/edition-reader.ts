import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { AiringWindow } from '../../../shared/timeline/airing-window.js';
import { type Audience, conditionKey } from '../../../shared/timeline/audience.js';
import { frameAt, type Grid } from '../../../shared/timeline/grid.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import type { ChannelEdition } from '../../link/messages.js';
import { type EditionReading, KnownEdition } from './known-edition.js';

/** A viewer that is behind the clock, or has just been edited away from something, is still told right. */
const LOOK_BACK_MS: Millis = 60_000;
/** An edit may come in between two answers of the office. */
export const MOST_READS = 5;

/** The office, as far as what is on air goes. `not-ready` while it is away. */
export interface AiringSource {
  /** @throws CodedError channel-unknown, not-ready */
  edition(slug: string): Promise<ChannelEdition>;
  /** Of the newest version. @throws CodedError channel-unknown, not-ready */
  airing(slug: string, audience: Audience, fromFrame: FrameIndex): Promise<AiringWindow>;
}

export interface EditionReaderDeps {
  readonly source: AiringSource;
  readonly clock: Pick<Clock, 'now'>;
  readonly grid: Grid;
  /** The audiences that watch a channel now. */
  readonly watching: (slug: string) => Iterable<Audience>;
}

/** Reads what the office knows of a channel, one version at a time. */
export class EditionReader {
  readonly #deps: EditionReaderDeps;
  readonly #asked = new Map<string, Promise<AiringWindow>>();

  constructor(deps: EditionReaderDeps) {
    this.#deps = deps;
  }

  /** One version with all that is watched of it; undefined when there is no such channel. @throws CodedError not-ready */
  async read(slug: string): Promise<EditionReading | undefined> {
    const { source, watching } = this.#deps;
    for (let reads = 1; ; reads += 1) {
      const edition = await source.edition(slug).catch(orUnknown);
      if (edition === undefined) return undefined;
      const audiences = new KnownEdition(edition).distinct([{}, ...watching(slug)]);
      const windows = await Promise.all(
        audiences.map(async (audience) => ({ audience, window: await this.window(slug, audience) })),
      );
      if (windows.every(({ window }) => window.version === edition.version)) return { edition, windows };
      if (reads === MOST_READS) throw new CodedError('not-ready');
    }
  }

  /** What is on air for an audience from a minute ago on. Calls at the same time share one answer. */
  window(slug: string, audience: Audience): Promise<AiringWindow> {
    const { source, clock, grid } = this.#deps;
    const name = `${slug} ${conditionKey(audience)}`;
    const asked = this.#asked.get(name);
    if (asked !== undefined) return asked;
    const answer = source
      .airing(slug, audience, frameAt(grid, clock.now() - LOOK_BACK_MS))
      .finally(() => this.#asked.delete(name));
    this.#asked.set(name, answer);
    return answer;
  }
}

function orUnknown(error: unknown): undefined {
  if (error instanceof CodedError && error.code === 'channel-unknown') return undefined;
  throw error;
}
