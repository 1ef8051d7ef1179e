import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../api/api-client.js';
import { queryClient } from '../api/query-client.js';
import { usePrincipal } from '../session/session.js';
import { CHANNELS_KEY } from './channel-queries.js';

const LIFETIME_S = 3600;
/** Before the names of those who watch in a console. */
const IN_CONSOLE = 'console:';

export interface ViewerToken {
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAt: number;
}

/** To watch a channel oneself, by name: other hosts see who it is. Undefined while it is on its way. */
export function usePreviewToken(slug: string): string | undefined {
  const { username } = usePrincipal();
  const { data } = useQuery({
    queryKey: [...CHANNELS_KEY, 'preview-token', slug],
    queryFn: () =>
      api<ViewerToken>(`/channels/${slug}/tokens`, {
        method: 'POST',
        body: { viewerId: `${IN_CONSOLE}${username}`, audience: {}, expiresInSeconds: LIFETIME_S },
      }),
    staleTime: (LIFETIME_S * 1000) / 2,
  });
  return data?.token;
}

/** One token, or all that a viewer has for a channel, let nobody in any more; who came in with one is sent out. */
export function useRevokeTokens(slug: string) {
  return useMutation({
    mutationFn(what: { readonly tokenId: string } | { readonly viewerId: string }) {
      const path = `/channels/${slug}/tokens`;
      if ('tokenId' in what) return api(`${path}/${what.tokenId}`, { method: 'DELETE' });
      return api(path, { method: 'DELETE', query: what });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [...CHANNELS_KEY, 'viewers', slug] }),
  });
}

/** Whether somebody watches with a token that was made for them, not for a host's own picture. */
export function isInvited(viewerId: string | null): viewerId is string {
  return viewerId !== null && !viewerId.startsWith(IN_CONSOLE);
}

/** Who a viewer is, in words; null where nobody knows. */
export function viewerText(viewerId: string | null): string | null {
  return viewerId?.startsWith(IN_CONSOLE) ? `${viewerId.slice(IN_CONSOLE.length)}, in the console` : viewerId;
}
