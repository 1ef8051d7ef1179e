import type { CSSProperties } from 'react';
import type { StoryboardTile } from '../../../shared/storyboard.js';
import { apiUrl } from '../api/api-client.js';

interface Props {
  readonly mediaId: string;
  readonly tile: StoryboardTile;
  readonly style: CSSProperties;
}

/** One small picture out of the sprite of a media. What it shows is said beside it. */
export function StoryboardImage({ mediaId, tile, style }: Props) {
  const { x, y, width, height } = tile;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} style={style} aria-hidden>
      <image href={apiUrl(`/media/${mediaId}/storyboard.jpg`)} x={-x} y={-y} />
    </svg>
  );
}
