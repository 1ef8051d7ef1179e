import { useEffect, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { HOST_NAMESPACE, type HostToServerEvents, type ServerToHostEvents } from '../../../shared/protocol/host.js';
import { queryClient } from '../api/query-client.js';
import { checkSession, usePrincipal } from '../session/session.js';
import { followChannels } from './follow-channels.js';
import { followMedia } from './follow-media.js';

export type LineState = 'connecting' | 'up' | 'down';
export type HostSocket = Socket<ServerToHostEvents, HostToServerEvents>;

/**
 * Keeps what is shown up to date with what the server tells hosts, for as long as the console is open. After a break
 * everything is asked for anew: what was told meanwhile is lost.
 */
export function useHostLine(): LineState {
  const [state, setState] = useState<LineState>('connecting');
  const { role, expiresAtMs } = usePrincipal();
  const isTold = role !== 'viewer-issuer';
  useEffect(() => {
    if (!isTold) return;
    const socket: HostSocket = io(HOST_NAMESPACE, { transports: ['websocket', 'polling'], tryAllTransports: true });
    let wasUp = false;
    socket.on('connect', () => {
      setState('up');
      if (wasUp) void queryClient.invalidateQueries();
      wasUp = true;
    });
    socket.on('disconnect', () => setState('down'));
    socket.on('connect_error', () => {
      setState('down');
      // Refused, not unreachable: the session may be over.
      if (!socket.active) void checkSession();
    });
    socket.on('ended', () => void checkSession());
    followMedia(socket, queryClient);
    followChannels(socket, queryClient);
    return () => {
      socket.disconnect();
    };
    // A new session, told by its end, needs a line of its own.
  }, [isTold, expiresAtMs]);
  return state;
}
