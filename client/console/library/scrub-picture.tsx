import { Box } from '@mantine/core';
import { type PointerEvent, useState } from 'react';
import type { Millis } from '../../../shared/units.js';
import { MediaFrame } from './media-frame.js';

/** The poster of a media; the pointer, moved across it, goes through the whole of it. */
export function ScrubPicture({ mediaId, durationMs }: { readonly mediaId: string; readonly durationMs: Millis }) {
  /** Where the pointer is, of the whole. */
  const [part, setPart] = useState<number | null>(null);
  const scrub = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPart(Math.max(0, Math.min(1, (event.clientX - left) / width)));
  };
  return (
    <Box onPointerMove={scrub} onPointerLeave={() => setPart(null)} pos="relative">
      <MediaFrame mediaId={mediaId} atMs={part === null ? null : part * durationMs} />
      {part !== null && <Box pos="absolute" left={0} bottom={0} h={3} w={`${100 * part}%`} bg="mint.4" />}
    </Box>
  );
}
