import { ActionIcon, Group, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useMedia } from './media-queries.js';
import { uploadQueue } from './upload-queue.js';
import type { DuplicateUpload } from './upload-view.js';

/** Nothing new comes of it: the host should know what there is instead. */
export function DuplicateRow({ upload: { id, name, mediaId } }: { readonly upload: DuplicateUpload }) {
  const { data: media } = useMedia(mediaId);
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={550} truncate title={name}>
          {name}
        </Text>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Take ${name} off the list`}
          title="Take it off the list"
          onClick={() => uploadQueue.remove(id)}
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Text size="sm" role="status">
        It is in the library already, as <Link href={`/library/${mediaId}`}>{media?.title ?? 'this media'}</Link>.
      </Text>
    </div>
  );
}
