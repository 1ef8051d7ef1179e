import { Alert, Button, Group, List } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { MediaView } from '../../../shared/api/media.js';
import { ApiError } from '../api/api-client.js';
import { askFirst } from '../ask-first.js';
import { useDeleteMedia } from './media-queries.js';

interface Props {
  readonly media: MediaView;
  readonly onDeleted: () => void;
}

/** Deletes a media after asking; one that is in use stays, and what uses it is named. */
export function DeleteMedia({ media, onDeleted }: Props) {
  const remove = useDeleteMedia();
  const ask = () =>
    askFirst({
      title: `Delete “${media.title}”?`,
      consequences: 'Everything that was made of the file goes with it. This cannot be undone.',
      confirm: 'Delete',
      onConfirm: () => remove.mutate(media.id, { onSuccess: onDeleted }),
    });
  return (
    <div>
      {remove.error && <Refusal error={remove.error} />}
      <Group mt="sm">
        <Button
          color="red"
          variant="light"
          leftSection={<IconTrash size={16} />}
          loading={remove.isPending}
          onClick={ask}
        >
          Delete
        </Button>
      </Group>
    </div>
  );
}

interface Use {
  readonly usedBy?: readonly { readonly sequenceName: string; readonly channels: readonly string[] }[];
  readonly fillerOf?: readonly string[];
}

function Refusal({ error }: { readonly error: Error }) {
  const { usedBy = [], fillerOf = [] } = (error instanceof ApiError ? error.problem : {}) as Use;
  return (
    <Alert color="red" title={error.message}>
      <List size="sm">
        {usedBy.map(({ sequenceName, channels }) => (
          <List.Item key={sequenceName}>
            The sequence “{sequenceName}”{channels.length > 0 && `, on ${channels.join(', ')}`}
          </List.Item>
        ))}
        {fillerOf.map((slug) => (
          <List.Item key={slug}>The gaps of the channel {slug}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
