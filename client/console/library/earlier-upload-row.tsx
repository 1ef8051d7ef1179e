import { ActionIcon, Group, Progress, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { bytesText } from '../bytes-text.js';
import { type EarlierUpload, useForgetUpload } from './earlier-uploads.js';

/** An upload that goes on when its file is added once more. */
export function EarlierUploadRow({ upload }: { readonly upload: EarlierUpload }) {
  const { name, bytes, sentBytes } = upload;
  const forget = useForgetUpload();
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={550} truncate title={name}>
          {name}
        </Text>
        <Group gap={4} wrap="nowrap">
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {bytesText(sentBytes)} of {bytesText(bytes)} are here
          </Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Forget the upload of ${name}`}
            title="Forget it"
            loading={forget.isPending}
            onClick={() => forget.mutate(upload)}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </Group>
      <Progress value={(100 * sentBytes) / bytes} size="sm" mt={4} color="gray" aria-label={`Upload of ${name}`} />
      <Text size="sm" mt={4}>
        It was cut off: add the same file again, and it goes on from there.
      </Text>
    </div>
  );
}
