import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'socket.io';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import { PLAYERS_PER_CONNECTION } from '../../../shared/protocol/version.js';
import { TokenBucket } from '../../limits/token-bucket.js';
import type { MeteredLog } from '../../log/metered-log.js';
import type { TrustedProxies } from '../../net/trusted-proxies.js';
import { AddressBook, type AddressUse } from './address-book.js';

type EngineSocket = Socket['conn'];

/** A page has one connection for its players, which may all begin at once. */
export const CONNECTION_LIMITS = {
  namespaces: PLAYERS_PER_CONNECTION,
  joins: { burst: 24, perSecond: 1 },
  /** A player sends some 12 messages to join, then one in three seconds. */
  messages: { burst: 300, perSecond: 40 },
  bytes: { burst: 512_000, perSecond: 32_000 },
  /** What a connection may have sent lately when its address sends too much in all: whoever only watches stays. */
  modestBytes: 64_000,
} as const;

/** One connection, and what comes over it. */
export class Connection {
  namespaces = 0;
  readonly #joins: TokenBucket;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(
    readonly address: AddressUse,
    clock: Pick<Clock, 'now'>,
  ) {
    const { joins, messages, bytes } = CONNECTION_LIMITS;
    const nowMs = clock.now();
    this.#clock = clock;
    this.#joins = new TokenBucket(joins.burst, joins.perSecond, nowMs);
    this.#messages = new TokenBucket(messages.burst, messages.perSecond, nowMs);
    this.#bytes = new TokenBucket(bytes.burst, bytes.perSecond, nowMs);
  }

  /** Counts a message. @returns false when the connection has sent too much */
  take(bytes: number): boolean {
    const nowMs = this.#clock.now();
    const isWithin = this.#messages.take(nowMs) && this.#bytes.take(nowMs, bytes);
    const isAddressWithin = this.address.bytes.take(nowMs, bytes);
    return isWithin && (isAddressWithin || this.#bytes.spent(nowMs) <= CONNECTION_LIMITS.modestBytes);
  }

  /** @throws CodedError rate-limited */
  countJoin(): void {
    if (!this.#joins.take(this.#clock.now())) throw new CodedError('rate-limited');
    this.address.countJoin();
  }

  /** @throws CodedError rate-limited */
  enterNamespace(): void {
    if (this.namespaces >= CONNECTION_LIMITS.namespaces) {
      throw new CodedError('rate-limited', 'This connection carries as many players as it may: open another.');
    }
    this.namespaces += 1;
  }
}

export interface ConnectionsDeps {
  readonly clock: Pick<Clock, 'now'>;
  /** That the server has in all. */
  readonly seats: number;
  readonly log: MeteredLog;
  /** Whose word on who connects is taken. */
  readonly proxies: Pick<TrustedProxies, 'senderOf'>;
}

/** The connections of all viewers and hosts. Each message is counted before anything else is done with it. */
export class Connections {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #addresses: AddressBook;
  readonly #log: MeteredLog;
  readonly #proxies: Pick<TrustedProxies, 'senderOf'>;
  readonly #known = new WeakMap<EngineSocket, Connection>();

  constructor({ clock, seats, log, proxies }: ConnectionsDeps) {
    this.#clock = clock;
    this.#proxies = proxies;
    this.#addresses = new AddressBook(clock, seats);
    this.#log = log;
  }

  /** Whether somebody who asks for one gets a connection. */
  mayConnect(request: IncomingMessage): boolean {
    return this.#addresses.of(this.#proxies.senderOf(request)).mayConnect();
  }

  /** Watches the connections of a server as they come. */
  watch(server: Server): void {
    server.engine.on('connection', (socket: EngineSocket) => this.#watch(socket));
  }

  of(socket: EngineSocket): Connection {
    const known = this.#known.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(this.#addresses.of(this.#proxies.senderOf(socket.request)), this.#clock);
    this.#known.set(socket, connection);
    return connection;
  }

  #watch(socket: EngineSocket): void {
    const connection = this.of(socket);
    connection.address.sockets += 1;
    socket.once('close', () => {
      connection.address.sockets -= 1;
    });
    const count = (bytes: number) => {
      if (connection.take(bytes)) return;
      this.#log.warn(
        'flood',
        { address: this.#proxies.senderOf(socket.request) },
        'a connection sent too much and was ended',
      );
      terminate(socket);
    };
    socket.on('packet', ({ data }: { data?: string | Buffer }) => count(data?.length ?? 0));
  }
}

/** At once: what has arrived already is not read any more. */
function terminate(socket: EngineSocket): void {
  const { socket: webSocket } = socket.transport as { socket?: { terminate?(): void } };
  socket.close(true);
  webSocket?.terminate?.();
}
