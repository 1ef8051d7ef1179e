import { connect } from 'node:net';
import { CodedError } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import { type AnswerOf, Peer, type PeerOptions, type RequestOf, type Side } from './peer.js';

const TRY_AGAIN_MS: Millis = 100;

/** The end of a link that connects, whenever the other process is there; what is told while it is away is lost. */
export class Caller<Own extends Side, Other extends Side> {
  readonly #path: string;
  readonly #options: PeerOptions<Other>;
  readonly #onGone: () => void;
  /** Kept when the other side is there for the first time. */
  readonly connected: Promise<void>;
  #onConnected: () => void = () => {};
  #peer: Peer<Own, Other> | undefined;
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(path: string, options: PeerOptions<Other>, onGone: () => void = () => {}) {
    this.#path = path;
    this.#options = options;
    this.#onGone = onGone;
    this.connected = new Promise((resolve) => {
      this.#onConnected = resolve;
    });
    this.#connect();
  }

  tell<Name extends keyof Own['tells'] & string>(name: Name, body: Own['tells'][Name]): void {
    this.#peer?.tell(name, body);
  }

  /** @throws CodedError as the other side threw it; `not-ready` while it is away, or does not answer in time. */
  ask<Name extends keyof Own['asks'] & string>(
    name: Name,
    body: RequestOf<Own['asks'], Name>,
    withinMs?: Millis,
  ): Promise<AnswerOf<Own['asks'], Name>> {
    return this.#peer?.ask(name, body, withinMs) ?? Promise.reject(new CodedError('not-ready'));
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#peer?.close();
  }

  #connect(): void {
    if (this.#isClosed) return;
    const socket = connect(this.#path);
    const again = () => {
      this.#peer = undefined;
      if (!this.#isClosed) this.#cancelTimer = this.#options.clock.setTimer(TRY_AGAIN_MS, () => this.#connect());
    };
    socket.once('error', again);
    socket.once('connect', () => {
      socket.off('error', again);
      if (this.#isClosed) return socket.destroy();
      this.#peer = new Peer<Own, Other>(socket, this.#options);
      this.#onConnected();
      void this.#peer.closed.then(() => {
        this.#onGone();
        again();
      });
    });
  }
}
