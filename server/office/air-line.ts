import { EventEmitter } from 'node:events';
import type { Clock } from '../../media/playout/clock.js';
import type { ChannelStats } from '../../shared/api/channel-stats.js';
import { CodedError } from '../../shared/errors.js';
import type { Audience } from '../../shared/timeline/audience.js';
import type { Millis } from '../../shared/units.js';
import { Caller } from '../link/caller.js';
import type { AirHealth, AirSide, OfficeSide, ViewerPage, ViewerPageRequest } from '../link/messages.js';
import type { Answers } from '../link/peer.js';
import type { Logger } from '../log/logger.js';

const PATIENCE_MS: Millis = 2000;

export interface AirLineDeps {
  /** Where air listens. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface AirLineEvents {
  /** Air has connected, and has to be told everything. */
  ready: [];
}

/**
 * The link to air, connected whenever air is there. What it is told while air is away is lost; it asks when it is back.
 * What is asked throws CodedError not-ready meanwhile.
 */
export class AirLine extends EventEmitter<AirLineEvents> {
  readonly #deps: AirLineDeps;
  readonly #watching = new Map<string, readonly Audience[]>();
  #caller: Caller<OfficeSide, AirSide> | undefined;

  constructor(deps: AirLineDeps) {
    super();
    this.#deps = deps;
  }

  /** Connects, now and whenever air has gone, and answers what it asks. */
  open(answers: Answers<AirSide['asks']>): void {
    const { path, clock, logger } = this.#deps;
    const listeners = {
      ready: () => void this.emit('ready'),
      watching: ({ slug, audiences }: AirSide['tells']['watching']) => {
        if (audiences.length === 0) this.#watching.delete(slug);
        else this.#watching.set(slug, audiences);
      },
    };
    this.#caller = new Caller(path, { answers, listeners, clock, logger }, () => this.#watching.clear());
  }

  /** The audiences that watch a channel, as air told last. */
  audiencesOf(slug: string): Iterable<Audience> {
    return this.#watching.get(slug) ?? [];
  }

  tell<Name extends keyof OfficeSide['tells']>(name: Name, body: OfficeSide['tells'][Name]): void {
    this.#caller?.tell(name, body);
  }

  async routerRtpCapabilities(): Promise<unknown> {
    return (await this.#open.ask('config', {}, PATIENCE_MS)).routerRtpCapabilities;
  }

  async viewers(request: ViewerPageRequest): Promise<ViewerPage> {
    return this.#open.ask('viewers', request, PATIENCE_MS);
  }

  /** @throws CodedError channel-unknown, too */
  async stats(slug: string): Promise<ChannelStats> {
    return this.#open.ask('stats', { slug }, PATIENCE_MS);
  }

  async health(slug: string): Promise<AirHealth> {
    return this.#open.ask('health', { slug }, PATIENCE_MS);
  }

  close(): void {
    this.#caller?.close();
    this.removeAllListeners();
  }

  get #open(): Caller<OfficeSide, AirSide> {
    if (this.#caller === undefined) throw new CodedError('not-ready');
    return this.#caller;
  }
}
