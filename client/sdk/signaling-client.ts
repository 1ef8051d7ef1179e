import type { ServerToViewerEvents, ViewerToServerEvents } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';
import { Emitter } from './emitter.js';
import { PlayerError, unreadable } from './player-error.js';
import { ServerLine, type ViewerSocket } from './server-line.js';
import { browserTiming, type Cancel, type Timing } from './timing.js';
import { EVENT_FORMS, isAnswerTo } from './wire-forms.js';

const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 5000;

type RequestName = keyof ViewerToServerEvents;
type RequestOf<Name extends RequestName> = Parameters<ViewerToServerEvents[Name]>[0];
type AnswerOf<Name extends RequestName> = Parameters<Parameters<ViewerToServerEvents[Name]>[1]>[0];
type GoodAnswer<Name extends RequestName> = Extract<AnswerOf<Name>, { ok: true }>;

type SignalingEvents = { [Name in keyof ServerToViewerEvents]: Parameters<ServerToViewerEvents[Name]>[0] } & {
  /** The connection is gone; every open request has been rejected. */
  disconnected: PlayerError;
};

/**
 * The viewer's line to the server: requests with answers, and what the server says by itself. It connects when it is
 * told to and never by itself: when to try again is the player's decision.
 */
export class SignalingClient {
  readonly #line: ServerLine;
  #socket: ViewerSocket;
  readonly #timing: Timing;
  #abandonTry: Cancel = () => {};
  readonly #events = new Emitter<SignalingEvents>();

  /** @param server the origin of a StreamSync server, as in `https://tv.example`. */
  constructor(server: string, timing: Timing = browserTiming) {
    this.#line = ServerLine.to(server);
    this.#timing = timing;
    this.#socket = this.#sit();
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  on<Name extends keyof SignalingEvents>(name: Name, listener: (payload: SignalingEvents[Name]) => void): Cancel {
    return this.#events.on(name, listener);
  }

  /** @throws PlayerError `unreachable`, or the code with which the server refused. */
  async connect(): Promise<void> {
    if (this.#socket.connected) return;
    const socket = this.#socket;
    await new Promise<void>((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        cancelTimeout();
        socket.off('connect', onConnect);
        socket.off('connect_error', onError);
        outcome();
      };
      const onConnect = (): void => settle(resolve);
      const onError = (error: Error): void => settle(() => reject(refusal(error)));
      // A line that other players hold open may have gone dead: then it answers nobody.
      const cancelTimeout = this.#timing.setTimer(CONNECT_TIMEOUT_MS, () => {
        this.#line.drop();
        onError(new Error('timeout'));
      });
      this.#abandonTry = () => settle(() => reject(disconnected()));
      socket.on('connect', onConnect);
      socket.on('connect_error', onError);
      socket.connect();
    });
  }

  /**
   * Asks, and gives the answer.
   *
   * @throws PlayerError with the server's code, or `disconnected`, `timed-out`, or `unreachable` for an answer that is none.
   */
  async request<Name extends RequestName>(
    name: Name,
    payload: RequestOf<Name>,
    timeoutMs: Millis = ANSWER_TIMEOUT_MS,
  ): Promise<GoodAnswer<Name>> {
    // An unconnected socket would keep the request and send it in a later session, where it means something else.
    if (!this.#socket.connected) throw new PlayerError('disconnected', 'There is no connection to the server.');
    const answer = await this.#ask(name, payload, timeoutMs);
    if (!isAnswerTo(name, answer)) throw unreadable();
    if (!answer.ok) throw PlayerError.ofServer(answer.error);
    return answer as GoodAnswer<Name>;
  }

  /** Ends the session's connection, as far as there is one; `connect` makes a new one. */
  hangUp(): void {
    this.#abandonTry();
    this.#line.leave(this.#socket);
    this.#socket = this.#sit();
  }

  /** Ends the connection for good: open requests are rejected, and listeners hear nothing more. */
  close(): void {
    this.#events.clear();
    this.#abandonTry();
    this.#line.leave(this.#socket);
  }

  #sit(): ViewerSocket {
    const socket = this.#line.sit();
    // The picture goes on without what these say; the other two are about the session itself.
    socket.on('timeline', (window) => EVENT_FORMS.timeline(window) && this.#events.emit('timeline', window));
    socket.on('target-latency', (change) => {
      if (EVENT_FORMS['target-latency'](change)) this.#events.emit('target-latency', change);
    });
    for (const name of ['moved', 'ended'] as const) {
      socket.on(name, (reason) => {
        if (EVENT_FORMS[name](reason)) this.#events.emit(name, reason);
        else this.#events.emit('disconnected', unreadable());
      });
    }
    socket.on('disconnect', () => this.#events.emit('disconnected', disconnected()));
    return socket;
  }

  async #ask<Name extends RequestName>(
    name: Name,
    payload: RequestOf<Name>,
    timeoutMs: Millis,
  ): Promise<AnswerOf<Name>> {
    // The socket's own types cannot follow a generic event name.
    const socket = this.#socket.timeout(timeoutMs) as unknown as {
      emitWithAck(name: string, payload: unknown): Promise<AnswerOf<Name>>;
    };
    try {
      return await socket.emitWithAck(name, payload);
    } catch {
      throw this.#socket.connected
        ? new PlayerError('timed-out', `The server did not answer "${name}" in time.`)
        : disconnected();
    }
  }
}

function disconnected(): PlayerError {
  return new PlayerError('disconnected', 'The connection to the server was lost.');
}

function refusal(error: Error & { data?: unknown }): PlayerError {
  const data = error.data as { code?: unknown; message?: unknown } | undefined;
  if (typeof data?.code === 'string') return PlayerError.ofServer({ code: data.code, message: String(data.message) });
  return new PlayerError('unreachable', 'The server cannot be reached.');
}
