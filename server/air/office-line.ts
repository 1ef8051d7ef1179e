import type { Socket } from 'node:net';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type { AiringWindow } from '../../shared/timeline/airing-window.js';
import type { Audience } from '../../shared/timeline/audience.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import type { Credentials } from '../credentials/credentials.js';
import type { AirSide, ChannelEdition, OfficeSide } from '../link/messages.js';
import { type Answers, type Listeners, Peer } from '../link/peer.js';
import type { Logger } from '../log/logger.js';
import type { AiringSource } from './airing/edition-reader.js';

/** A player gives up a join after five seconds: it should hear why before that. */
const PATIENCE_MS: Millis = 2500;

/** The office, as long as it is connected; a new connection takes the place of the one before. */
export class OfficeLine implements AiringSource {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #peer: Peer<AirSide, OfficeSide> | undefined;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  get isConnected(): boolean {
    return this.#peer !== undefined;
  }

  /** Kept when this connection is over. */
  take(socket: Socket, answers: Answers<OfficeSide['asks']>, listeners: Listeners<OfficeSide['tells']>): Promise<void> {
    const peer = new Peer<AirSide, OfficeSide>(socket, {
      answers,
      listeners,
      clock: this.#clock,
      logger: this.#logger,
    });
    this.#peer?.close();
    this.#peer = peer;
    return peer.closed.then(() => {
      if (this.#peer === peer) this.#peer = undefined;
    });
  }

  async edition(slug: string): Promise<ChannelEdition> {
    return this.#connected().ask('channel', { slug }, PATIENCE_MS);
  }

  async airing(slug: string, audience: Audience, fromFrame: FrameIndex): Promise<AiringWindow> {
    return this.#connected().ask('airing', { slug, audience, fromFrame }, PATIENCE_MS);
  }

  /** @throws CodedError why not; not-ready */
  async admitHost(credentials: Credentials): Promise<{ readonly expiresAtMs: Millis | null }> {
    return this.#connected().ask('admit-host', { credentials });
  }

  tellReady(): void {
    this.#peer?.tell('ready', {});
  }

  tellWatching(slug: string, audiences: readonly Audience[]): void {
    this.#peer?.tell('watching', { slug, audiences });
  }

  close(): void {
    this.#peer?.close();
  }

  #connected(): Peer<AirSide, OfficeSide> {
    if (this.#peer === undefined) throw new CodedError('not-ready');
    return this.#peer;
  }
}
