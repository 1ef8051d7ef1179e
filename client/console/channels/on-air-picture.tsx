import { AspectRatio, Center, Text } from '@mantine/core';
import type { NowItem } from '../../../shared/api/now.js';
import { MediaFrame } from '../library/media-frame.js';

/** What viewers see of an item at the instant that was asked about. */
export function OnAirPicture({ item: { kind, mediaId, offsetMs } }: { readonly item: NowItem }) {
  if (kind !== 'slate') return <MediaFrame mediaId={mediaId} atMs={offsetMs} />;
  return (
    <AspectRatio ratio={16 / 9} bg="black">
      <Center>
        <Text size="sm" c="white">
          Slate
        </Text>
      </Center>
    </AspectRatio>
  );
}

export function itemText({ kind, title }: NowItem): string {
  return kind === 'media' ? title : `${title} (${kind})`;
}
