import type { Clock } from '../../media/playout/clock.js';
import type { Millis } from '../../shared/units.js';
import { Caller } from '../link/caller.js';
import type { AirReadiness, AirToFront, FrontSide, HlsOnAir, ObjectOnAir } from '../link/messages.js';
import type { Logger } from '../log/logger.js';

const PATIENCE_MS: Millis = 2000;

/** What the front asks air. All throw CodedError not-ready while air is away. */
export class AirLine {
  readonly #caller: Caller<FrontSide, AirToFront>;
  #capabilities: unknown;

  constructor(path: string, clock: Clock, logger: Logger) {
    this.#caller = new Caller(path, { answers: {}, listeners: {}, clock, logger });
  }

  /** Kept when air is there for the first time. */
  get connected(): Promise<void> {
    return this.#caller.connected;
  }

  /** The same on every router for as long as the server runs: asked once. */
  async routerRtpCapabilities(): Promise<unknown> {
    this.#capabilities ??= (await this.#caller.ask('config', {}, PATIENCE_MS)).routerRtpCapabilities;
    return this.#capabilities;
  }

  readiness(): Promise<AirReadiness> {
    return this.#caller.ask('readiness', {}, PATIENCE_MS);
  }

  metrics(): Promise<readonly object[]> {
    return this.#caller.ask('metrics', {}, PATIENCE_MS);
  }

  /** Of public channels, from a minute ago on. */
  objectsOnAir(aheadMs: Millis): Promise<readonly ObjectOnAir[]> {
    return this.#caller.ask('objects-on-air', { aheadMs }, PATIENCE_MS);
  }

  /** @throws CodedError channel-unknown; token-required for a channel that is not public */
  hlsOnAir(slug: string): Promise<HlsOnAir> {
    return this.#caller.ask('hls-on-air', { slug }, PATIENCE_MS);
  }

  close(): void {
    this.#caller.close();
  }
}
