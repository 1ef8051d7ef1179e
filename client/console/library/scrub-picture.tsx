import { AspectRatio, Image } from '@mantine/core';
import { type PointerEvent, useState } from 'react';
import { type StoryboardTile, tileAt } from '../../../shared/storyboard.js';
import { apiUrl } from '../api/api-client.js';
import { useStoryboard } from './use-storyboard.js';

/** The poster of a media; the pointer, moved across it, goes through the whole of it. */
export function ScrubPicture({ mediaId, durationMs }: { readonly mediaId: string; readonly durationMs: number }) {
  const [isLookedAt, setLookedAt] = useState(false);
  const [atMs, setAtMs] = useState<number | null>(null);
  const tiles = useStoryboard(mediaId, isLookedAt);
  const scrub = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setLookedAt(true);
    setAtMs(Math.max(0, Math.min(1, (event.clientX - left) / width)) * durationMs);
  };
  const tile = atMs === null ? undefined : tileAt(tiles, atMs);
  return (
    <AspectRatio ratio={16 / 9} bg="black" onPointerMove={scrub} onPointerLeave={() => setAtMs(null)} pos="relative">
      <Image src={apiUrl(`/media/${mediaId}/poster.jpg`)} alt="" loading="lazy" fit="contain" />
      {tile !== undefined && atMs !== null && <Tile mediaId={mediaId} tile={tile} part={atMs / durationMs} />}
    </AspectRatio>
  );
}

function Tile(props: { readonly mediaId: string; readonly tile: StoryboardTile; readonly part: number }) {
  const { mediaId, tile, part } = props;
  const { x, y, width, height } = tile;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      style={{ position: 'absolute', inset: 0, width: '100%', height: '100%', background: 'black' }}
      aria-hidden
    >
      <image href={apiUrl(`/media/${mediaId}/storyboard.jpg`)} x={-x} y={-y} />
      <rect x={0} y={height - 2} width={width * part} height={2} fill="var(--mantine-color-mint-4)" />
    </svg>
  );
}
