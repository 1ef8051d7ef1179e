import { Box } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MediaView } from '../../../shared/api/media.js';
import { MediaCard } from './media-card.js';

const NARROWEST_CARD = 200;
const GAP = 16;
/** Below its picture. */
const CARD_TEXT_HEIGHT = 76;
const ROWS_BEYOND = 3;

interface Props {
  readonly media: readonly MediaView[];
  readonly isLoading: boolean;
  readonly onOpen: (mediaId: string) => void;
  /** Called when the last rows come into view; more than once, maybe. */
  readonly onNearEnd: () => void;
}

/** Thousands of media as a grid that scrolls with the page. Only the rows in view exist. */
export function MediaGrid({ media, isLoading, onOpen, onNearEnd }: Props) {
  const { ref: sizeRef, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const columns = Math.max(1, Math.floor((width + GAP) / (NARROWEST_CARD + GAP)));
  const rowCount = Math.ceil(media.length / columns);
  const cardWidth = (width - (columns - 1) * GAP) / columns;
  const rows = useWindowVirtualizer({
    count: width === 0 ? 0 : rowCount,
    estimateSize: () => (cardWidth * 9) / 16 + CARD_TEXT_HEIGHT,
    gap: GAP,
    overscan: ROWS_BEYOND,
    scrollMargin: top,
  });
  // What lies above it, such as uploads, comes and goes.
  useLayoutEffect(() => {
    if (place.current !== null) setTop(Math.round(place.current.getBoundingClientRect().top + window.scrollY));
  });
  // The rows measured before were of another width.
  useEffect(() => rows.measure(), [rows, columns]);
  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (rowCount > 0 && lastShown >= rowCount - ROWS_BEYOND) onNearEnd();
  }, [lastShown, rowCount, onNearEnd]);
  return (
    <Box
      ref={useMergedRef(sizeRef, place)}
      role="list"
      aria-label="Media"
      aria-busy={isLoading}
      style={{ position: 'relative', height: rows.getTotalSize() }}
    >
      {shown.map(({ index, start }) => (
        <div
          key={index}
          ref={rows.measureElement}
          data-index={index}
          role="presentation"
          style={{
            ...{ position: 'absolute', insetInline: 0, top: start - top },
            ...{ display: 'grid', gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: GAP },
          }}
        >
          {media.slice(index * columns, (index + 1) * columns).map((one) => (
            <MediaCard key={one.id} media={one} onOpen={() => onOpen(one.id)} />
          ))}
        </div>
      ))}
    </Box>
  );
}
