import type { QueryClient } from '@tanstack/react-query';
import { CHANNELS_KEY } from '../channels/channel-queries.js';
import type { HostSocket } from './host-line.js';

/** A new version of a schedule: what is shown of its channel is asked for anew. */
export function followChannels(socket: HostSocket, queries: QueryClient): void {
  socket.on('timeline', ({ channel }) => {
    void queries.invalidateQueries({ queryKey: [...CHANNELS_KEY, 'list'] });
    void queries.invalidateQueries({ queryKey: [...CHANNELS_KEY, 'now', channel] });
    void queries.invalidateQueries({ queryKey: [...CHANNELS_KEY, 'schedule', channel] });
  });
}
