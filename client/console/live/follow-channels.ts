import type { QueryClient } from '@tanstack/react-query';
import { CHANNELS_KEY } from '../channels/channel-queries.js';
import type { HostSocket } from './host-line.js';

/** A version is told when it is made, and in force a few frames later. */
const IN_FORCE_AFTER_MS = 500;

/** A new version of a schedule: what is shown of its channel is asked for anew. */
export function followChannels(socket: HostSocket, queries: QueryClient): void {
  socket.on('timeline', ({ channel }) => {
    const nowKey = [...CHANNELS_KEY, 'now', channel];
    void queries.invalidateQueries({ queryKey: [...CHANNELS_KEY, 'list'] });
    void queries.invalidateQueries({ queryKey: nowKey });
    void queries.invalidateQueries({ queryKey: [...CHANNELS_KEY, 'schedule', channel] });
    setTimeout(() => void queries.invalidateQueries({ queryKey: nowKey }), IN_FORCE_AFTER_MS);
  });
}
