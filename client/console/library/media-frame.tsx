import { AspectRatio, Image } from '@mantine/core';
import { tileAt } from '../../../shared/storyboard.js';
import type { Millis } from '../../../shared/units.js';
import { apiUrl } from '../api/api-client.js';
import { StoryboardImage } from './storyboard-image.js';
import { useStoryboard } from './use-storyboard.js';

interface Props {
  readonly mediaId: string;
  /** Null for the poster. */
  readonly atMs: Millis | null;
}

/** What a media shows at an instant of it, as near as its storyboard comes; its poster until that is here. */
export function MediaFrame({ mediaId, atMs }: Props) {
  const tiles = useStoryboard(mediaId, atMs !== null);
  const tile = atMs === null ? undefined : tileAt(tiles, atMs);
  return (
    <AspectRatio ratio={16 / 9} bg="black" pos="relative">
      <Image src={apiUrl(`/media/${mediaId}/poster.jpg`)} alt="" loading="lazy" fit="contain" />
      {tile !== undefined && <StoryboardImage mediaId={mediaId} tile={tile} style={OVER_POSTER} />}
    </AspectRatio>
  );
}

const OVER_POSTER = { position: 'absolute', inset: 0, width: '100%', height: '100%', background: 'black' } as const;
