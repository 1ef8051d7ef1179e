import type { Namespace, Socket } from 'socket.io';
import { z } from 'zod';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { HostRefusal, HostToServerEvents, ServerToHostEvents } from '../../../shared/protocol/host.js';
import type { Millis } from '../../../shared/units.js';
import type { Credentials } from '../../credentials/credentials.js';
import type { Logger } from '../../log/logger.js';
import type { TrustedProxies } from '../../net/trusted-proxies.js';

export type HostNamespace = Namespace<HostToServerEvents, ServerToHostEvents>;
type HostSocket = Socket<HostToServerEvents, ServerToHostEvents>;

/** Timers cannot be set for longer than 24 days, and keys can hold for years. */
const LOOK_AGAIN_MS: Millis = 3_600_000;
/** While the office is away hosts who are in stay in, and hear nothing. */
const ASK_AGAIN_MS: Millis = 5000;
const authSchema = z.object({ token: z.string().max(4096).optional() });

export interface HostDoorDeps {
  /** Until when somebody is let in; null for a key without an end. @throws CodedError why not; not-ready */
  readonly admitHost: (credentials: Credentials) => Promise<{ readonly expiresAtMs: Millis | null }>;
  readonly clock: Clock;
  /** Whose word on who connects is taken. */
  readonly proxies: Pick<TrustedProxies, 'senderOf'>;
  readonly logger: Logger;
}

/** Lets hosts in to a namespace, and sends them out as soon as what they showed holds no more. */
export class HostDoor {
  readonly #namespace: HostNamespace;
  readonly #deps: HostDoorDeps;
  readonly #timers = new Map<HostSocket, () => void>();

  constructor(namespace: HostNamespace, deps: HostDoorDeps) {
    this.#namespace = namespace;
    this.#deps = deps;
    namespace.use((socket, next) => {
      deps.admitHost(this.#credentialsOf(socket)).then(
        () => next(),
        (error: unknown) => next(asError(this.#refusal(error))),
      );
    });
    // Once more when it is connected: what ends in between would be missed.
    namespace.on('connection', (socket) => {
      socket.once('disconnect', () => this.#forget(socket));
      void this.#lookAgain(socket);
    });
  }

  /** To be called when a session or a key may have ended. */
  lookAtAll(): void {
    for (const socket of this.#namespace.sockets.values()) void this.#lookAgain(socket);
  }

  close(): void {
    for (const socket of [...this.#timers.keys()]) this.#forget(socket);
  }

  async #lookAgain(socket: HostSocket): Promise<void> {
    const { admitHost, clock } = this.#deps;
    try {
      const { expiresAtMs } = await admitHost(this.#credentialsOf(socket));
      const leftMs = expiresAtMs === null ? LOOK_AGAIN_MS : Math.max(0, expiresAtMs - clock.now());
      this.#lookLater(socket, Math.min(leftMs, LOOK_AGAIN_MS));
    } catch (error) {
      if (error instanceof CodedError && error.code === 'not-ready') return this.#lookLater(socket, ASK_AGAIN_MS);
      socket.emit('ended', this.#refusal(error));
      socket.disconnect(true);
    }
  }

  #lookLater(socket: HostSocket, inMs: Millis): void {
    this.#forget(socket);
    if (!socket.connected) return;
    const cancel = this.#deps.clock.setTimer(inMs, () => void this.#lookAgain(socket));
    this.#timers.set(socket, cancel);
  }

  #forget(socket: HostSocket): void {
    this.#timers.get(socket)?.();
    this.#timers.delete(socket);
  }

  #credentialsOf({ handshake, request }: HostSocket): Credentials {
    const { headers, auth } = handshake;
    const address = this.#deps.proxies.senderOf(request);
    const { token } = authSchema.catch({}).parse(auth);
    const authorization = token === undefined ? headers.authorization : `Bearer ${token}`;
    const { cookie, origin, host } = headers;
    // Not safe, whatever its method: a page of another site must not listen in either.
    return { authorization, cookie, origin, host, address, isSafe: false };
  }

  #refusal(error: unknown): HostRefusal {
    const { code, message } = CodedError.from(error);
    if (code === 'internal') this.#deps.logger.error({ err: error }, 'a host could not be let in');
    return { code, message };
  }
}

function asError(data: HostRefusal): Error & { data: HostRefusal } {
  return Object.assign(new Error(data.message), { data });
}
