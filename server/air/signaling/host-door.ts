import type { Namespace, Socket } from 'socket.io';
import { z } from 'zod';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type { HostRefusal, HostToServerEvents, ServerToHostEvents } from '../../../shared/protocol/host.js';
import type { Credentials } from '../../credentials/credentials.js';
import type { Logger } from '../../log/logger.js';
import type { TrustedProxies } from '../../net/trusted-proxies.js';
import type { Access } from '../../office/auth/access.js';

export type HostNamespace = Namespace<HostToServerEvents, ServerToHostEvents>;
type HostSocket = Socket<HostToServerEvents, ServerToHostEvents>;

/** Timers cannot be set for longer than 24 days, and keys can hold for years. */
const LOOK_AGAIN_MS = 3_600_000;
const authSchema = z.object({ token: z.string().max(4096).optional() });

export interface HostDoorDeps {
  readonly access: Pick<Access, 'require' | 'endings'>;
  readonly clock: Clock;
  /** Whose word on who asks is taken: nobody's when left out. */
  readonly proxies?: Pick<TrustedProxies, 'senderOf'>;
}

/** Lets hosts in to a namespace, and sends them out as soon as what they showed holds no more. @returns a disposer */
export function guardHosts(namespace: HostNamespace, deps: HostDoorDeps, logger: Logger): () => void {
  const { access, clock } = deps;
  const timers = new Map<HostSocket, () => void>();

  namespace.use((socket, next) => {
    access.require('host', credentialsOf(socket, deps)).then(
      () => next(),
      (error: unknown) => next(asError(refusal(error, logger))),
    );
  });
  // Once more when it is connected: what ends in between would be missed.
  namespace.on('connection', (socket) => {
    socket.once('disconnect', () => forget(socket));
    void lookAgain(socket);
  });
  const onEnded = () => {
    for (const socket of namespace.sockets.values()) void lookAgain(socket);
  };
  access.endings.on('ended', onEnded);

  async function lookAgain(socket: HostSocket): Promise<void> {
    try {
      const { expiresAtMs } = await access.require('host', credentialsOf(socket, deps));
      forget(socket);
      if (!socket.connected) return;
      const leftMs = expiresAtMs === null ? LOOK_AGAIN_MS : Math.max(0, expiresAtMs - clock.now());
      const cancel = clock.setTimer(Math.min(leftMs, LOOK_AGAIN_MS), () => void lookAgain(socket));
      timers.set(socket, cancel);
    } catch (error) {
      socket.emit('ended', refusal(error, logger));
      socket.disconnect(true);
    }
  }

  function forget(socket: HostSocket): void {
    timers.get(socket)?.();
    timers.delete(socket);
  }

  return () => {
    access.endings.off('ended', onEnded);
    for (const socket of [...timers.keys()]) forget(socket);
  };
}

function credentialsOf({ handshake, request }: HostSocket, { proxies }: Pick<HostDoorDeps, 'proxies'>): Credentials {
  const { headers, auth } = handshake;
  const address = proxies?.senderOf(request) ?? handshake.address;
  const { token } = authSchema.catch({}).parse(auth);
  const authorization = token === undefined ? headers.authorization : `Bearer ${token}`;
  const { cookie, origin, host } = headers;
  // Not safe, whatever its method: a page of another site must not listen in either.
  return { authorization, cookie, origin, host, address, isSafe: false };
}

function refusal(error: unknown, logger: Logger): HostRefusal {
  const { code, message } = CodedError.from(error);
  if (code === 'internal') logger.error({ err: error }, 'a host could not be let in');
  return { code, message };
}

function asError(data: HostRefusal): Error & { data: HostRefusal } {
  return Object.assign(new Error(data.message), { data });
}
