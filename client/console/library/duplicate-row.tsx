import { Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { TextLink } from '../text-link.js';
import { useMedia } from './media-queries.js';
import { LineButton, UploadLine } from './upload-line.js';
import { uploadQueue } from './upload-queue.js';
import type { DuplicateUpload } from './upload-view.js';

/** Nothing new comes of it: the host should know what there is instead. */
export function DuplicateRow({ upload: { id, name, mediaId } }: { readonly upload: DuplicateUpload }) {
  const { data: media } = useMedia(mediaId);
  return (
    <div>
      <UploadLine name={name}>
        <LineButton label={`Take ${name} off the list`} icon={IconX} onClick={() => uploadQueue.remove(id)} />
      </UploadLine>
      <Text size="sm" role="status">
        It is in the library already, as{' '}
        <TextLink href={`/library/${mediaId}`}>{media?.title ?? 'this media'}</TextLink>.
      </Text>
    </div>
  );
}
