import type { EventEmitter } from 'node:events';
import type { Namespace } from 'socket.io';
import { z } from 'zod';
import type { Clock } from '../../media/playout/clock.js';
import type { MediaView } from '../../shared/api/media.js';
import { CodedError } from '../../shared/errors.js';
import type { HostRefusal, HostToServerEvents, ServerToHostEvents } from '../../shared/protocol/host.js';
import type { Access } from '../auth/access.js';
import type { Logger } from '../log/logger.js';
import { Coalescer } from './host-coalescer.js';

export type HostNamespace = Namespace<HostToServerEvents, ServerToHostEvents>;

const EVENT_INTERVAL_MS = 250;
const authSchema = z.object({ token: z.string().max(4096).optional() });

export interface HostSocketDeps {
  readonly access: Pick<Access, 'require'>;
  readonly library: EventEmitter<{ change: [media: MediaView]; removed: [id: string] }>;
  readonly clock: Clock;
}

/** Tells signed-in hosts what happens in the library. @returns a disposer */
export function serveHosts(namespace: HostNamespace, deps: HostSocketDeps, logger: Logger): () => void {
  const { access, library, clock } = deps;
  namespace.use((socket, next) => {
    const { headers, auth } = socket.handshake;
    const { token } = authSchema.catch({}).parse(auth);
    const authorization = token === undefined ? headers.authorization : `Bearer ${token}`;
    const { cookie, origin, host } = headers;
    // Not safe, whatever its method: a page of another site must not listen in either.
    access.require('host', { authorization, cookie, origin, host, isSafe: false }).then(
      ({ expiresAtMs }) => {
        const cancel = clock.setTimer(Math.max(0, expiresAtMs - clock.now()), () => socket.disconnect(true));
        socket.once('disconnect', cancel);
        socket.conn.once('close', cancel);
        next();
      },
      (error: unknown) => next(refusal(error, logger)),
    );
  });

  const news = new Coalescer<MediaView>(clock, EVENT_INTERVAL_MS, (media) => namespace.emit('media', media));
  const onChange = (media: MediaView) => news.push(media.id, media);
  const onRemoved = (id: string) => {
    news.forget(id);
    namespace.emit('media-removed', { id });
  };
  library.on('change', onChange).on('removed', onRemoved);
  return () => {
    library.off('change', onChange).off('removed', onRemoved);
    news.close();
  };
}

function refusal(error: unknown, logger: Logger): Error & { data: HostRefusal } {
  const { code, message } = CodedError.from(error);
  if (code === 'internal') logger.error({ err: error }, 'a host could not be let in');
  return Object.assign(new Error(message), { data: { code, message } });
}
