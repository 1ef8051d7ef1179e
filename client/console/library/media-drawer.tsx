import { Badge, Button, Drawer, Group, Loader, Progress, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { MediaView } from '../../../shared/api/media.js';
import { bytesText } from '../bytes-text.js';
import { dateTimeText } from '../date-text.js';
import { durationText } from '../duration-text.js';
import { ErrorAlert } from '../error-alert.js';
import { DeleteMedia } from './delete-media.js';
import { FindingsList } from './findings-list.js';
import { useMedia, usePreparationStep, useRenameMedia } from './media-queries.js';
import { AAC_STATES, MEDIA_STATES, preparationText } from './media-states.js';
import { PreviewPlayer } from './preview-player.js';

interface Props {
  readonly mediaId: string | null;
  readonly onClose: () => void;
}

/** All there is to know of a media, and what can be done with it. */
export function MediaDrawer({ mediaId, onClose }: Props) {
  return (
    <Drawer
      opened={mediaId !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title="Media"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {mediaId !== null && <Contents key={mediaId} mediaId={mediaId} onClose={onClose} />}
    </Drawer>
  );
}

function Contents({ mediaId, onClose }: { readonly mediaId: string; readonly onClose: () => void }) {
  const { data: media, error } = useMedia(mediaId);
  if (error) return <ErrorAlert error={error} />;
  if (media === undefined) return <Loader aria-label="Loading" />;
  return (
    <Stack>
      {media.status === 'ready' && media.durationMs !== null && <PreviewPlayer media={media} />}
      <Rename media={media} />
      <Preparation media={media} />
      <Facts media={media} />
      {media.status === 'ready' && (
        <section>
          <Title order={3} size="h5" mb="xs">
            What was found
          </Title>
          <FindingsList findings={media.findings} />
        </section>
      )}
      <DeleteMedia media={media} onDeleted={onClose} />
    </Stack>
  );
}

function Rename({ media }: { readonly media: MediaView }) {
  const rename = useRenameMedia();
  const form = useForm({
    initialValues: { title: media.title },
    validate: { title: (title) => (title.trim() === '' ? 'A media needs a title' : null) },
  });
  return (
    <form onSubmit={form.onSubmit(({ title }) => rename.mutate({ id: media.id, title: title.trim() }))}>
      <Group align="flex-end" wrap="nowrap">
        <TextInput label="Title" maxLength={200} style={{ flex: 1 }} {...form.getInputProps('title')} />
        <Button type="submit" variant="default" loading={rename.isPending} disabled={form.values.title === media.title}>
          Rename
        </Button>
      </Group>
    </form>
  );
}

function Preparation({ media }: { readonly media: MediaView }) {
  const cancel = usePreparationStep('cancel');
  const retry = usePreparationStep('retry');
  const { id, status, progress, error } = media;
  if (status === 'ready') return null;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Badge color={MEDIA_STATES[status].color} variant="light">
          {MEDIA_STATES[status].label}
        </Badge>
        <Text size="sm" c="dimmed">
          {preparationText(media)}
        </Text>
      </Group>
      {status === 'processing' && <Progress value={progress * 100} aria-label="Preparation" />}
      <ErrorAlert error={error} />
      <Group>
        {status === 'failed' ? (
          <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(id)}>
            Prepare again
          </Button>
        ) : (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(id)}>
            Cancel the preparation
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Facts({ media }: { readonly media: MediaView }) {
  const { durationMs, frames, layers, aac, filename, sourceBytes, createdAtMs } = media;
  const rows: [string, string][] = [
    ['File', filename ?? '–'],
    ['Size', sourceBytes > 0 ? bytesText(sourceBytes) : '–'],
    ['Added', dateTimeText(createdAtMs)],
    ['Length', durationMs === null ? '–' : `${durationText(durationMs)}, ${frames} frames`],
    [
      'Layers',
      layers.map(({ width, height, kbps }) => `${width}×${height} at ${Math.round(kbps)} kb/s`).join(', ') || '–',
    ],
    ['AAC sound', AAC_STATES[aac]],
  ];
  return (
    <Table variant="vertical" layout="fixed">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={130}>{name}</Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
