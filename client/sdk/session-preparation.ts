import { assertCurrent } from './browser-support.js';
import { type LoadedDevice, loadDevice } from './device-loader.js';
import { fetchPlayerConfig } from './player-config.js';
import type { SessionParts } from './session.js';
import type { SignalingClient } from './signaling-client.js';
import type { Timing } from './timing.js';

/** Makes ready what a session needs: the line to the server, its configuration, and the browser's side of it. */
export class SessionPreparation {
  readonly #server: string;
  readonly #signaling: SignalingClient;
  readonly #timing: Timing;
  #parts: SessionParts | null = null;
  #capabilities = '';
  #hasAsked = false;

  constructor(server: string, signaling: SignalingClient, timing: Timing) {
    this.#server = server;
    this.#signaling = signaling;
    this.#timing = timing;
  }

  /**
   * Settles with everything ready. On a live line that is at once; on a new one the configuration, which may be another
   * server's by now, is fetched beside it.
   *
   * @throws PlayerError
   */
  async ready(): Promise<SessionParts> {
    assertCurrent();
    if (this.#parts !== null && this.#signaling.connected) return this.#parts;
    const [parts] = await Promise.all([this.#configure(), this.#signaling.connect()]);
    this.#parts = parts;
    return parts;
  }

  async #configure(): Promise<SessionParts> {
    const cache = this.#hasAsked ? 'reload' : 'default';
    this.#hasAsked = true;
    const config = await fetchPlayerConfig(this.#server, cache);
    return {
      signaling: this.#signaling,
      timing: this.#timing,
      loaded: await this.#load(config.routerRtpCapabilities),
      iceServers: config.iceServers,
    };
  }

  /** Loading makes peer connections to look at: worth sparing when nothing has changed. */
  async #load(routerRtpCapabilities: unknown): Promise<LoadedDevice> {
    const capabilities = JSON.stringify(routerRtpCapabilities);
    if (this.#parts !== null && capabilities === this.#capabilities) return this.#parts.loaded;
    const loaded = await loadDevice(routerRtpCapabilities);
    this.#capabilities = capabilities;
    return loaded;
  }
}
