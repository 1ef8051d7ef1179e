import { useQuery } from '@tanstack/react-query';
import type { ChannelView } from '../../../shared/api/channels.js';
import { api } from '../api/api-client.js';
import { usePrincipal } from '../session/session.js';
import { CHANNELS_KEY } from './channel-queries.js';

const LIFETIME_S = 3600;

export interface ViewerToken {
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAt: number;
}

/** A token to watch a channel oneself; null while it is on its way, and for channels that ask for none. */
export function usePreviewToken({ slug, visibility }: ChannelView): { token: string | null; isReady: boolean } {
  const { username } = usePrincipal();
  const isNeeded = visibility === 'token';
  const { data } = useQuery({
    queryKey: [...CHANNELS_KEY, 'preview-token', slug],
    queryFn: () =>
      api<ViewerToken>(`/channels/${slug}/tokens`, {
        method: 'POST',
        body: { viewerId: `console:${username}`, audience: {}, expiresInSeconds: LIFETIME_S },
      }),
    enabled: isNeeded,
    staleTime: (LIFETIME_S * 1000) / 2,
  });
  return { token: data?.token ?? null, isReady: !isNeeded || data !== undefined };
}
