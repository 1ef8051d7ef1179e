import { useQuery } from '@tanstack/react-query';
import { parseStoryboard, type StoryboardTile } from '../../../shared/storyboard.js';
import { apiUrl } from '../api/api-client.js';
import { MEDIA_KEY } from './media-queries.js';

/** The small pictures of a media; none until they are here, and none for a media that has none. */
export function useStoryboard(mediaId: string, isWanted: boolean): readonly StoryboardTile[] {
  const { data = [] } = useQuery({
    queryKey: [...MEDIA_KEY, 'storyboard', mediaId],
    queryFn: async ({ signal }) => {
      const response = await fetch(apiUrl(`/media/${mediaId}/storyboard.vtt`), { signal });
      if (response.status === 404) return [];
      if (!response.ok)
        throw new Error(`The storyboard of ${mediaId} was answered with HTTP status ${response.status}.`);
      return parseStoryboard(await response.text());
    },
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
