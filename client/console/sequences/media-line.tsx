import { Image, Text } from '@mantine/core';
import type { MediaView } from '../../../shared/api/media.js';
import { apiUrl } from '../api/api-client.js';
import { durationText } from '../duration-text.js';

/** A media of the library in one line: what it looks like, what it is called, how long it is. */
export function MediaLine({ media: { id, title, durationMs } }: { readonly media: MediaView }) {
  return (
    <>
      <Image
        src={apiUrl(`/media/${id}/poster.jpg`)}
        alt=""
        w={80}
        h={45}
        radius="sm"
        loading="lazy"
        draggable={false}
      />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" truncate title={title}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {durationMs === null ? '' : durationText(durationMs)}
        </Text>
      </div>
    </>
  );
}
